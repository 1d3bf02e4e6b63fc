import { useSignal } from '@preact/signals'
import { date } from '../../../charts/dates.ts'
import { dateOf, everyDay, midnightOf } from '../../../charts/days.ts'
import { now } from '../../clock.ts'
import { useFresh } from '../../fresh.ts'
import { nameOf } from '../../names.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { dayOf } from '../../time.ts'
import { zone, zoneName } from '../../zone.ts'
import { unitFor } from './course.tsx'
import { DaysChart } from './days-chart.tsx'
import { YearMap } from './year-map.tsx'

interface Props {
  username: string
  metric: string
  /** The last moment of the window. */
  end: string
  version: number
}

const dayMs = 86_400_000
const barDays = 30
// The hiscores have been there since 2013; nobody was tracked before.
const firstYear = 2013

const yearOf = (day: string): number => Number(day.slice(0, 4))

/** What each day brought: the last days of the window as bars, and a year as a map. */
export const Days = ({ username, metric, end, version }: Props) => {
  const tz = zone.value
  const today = dayOf(now.value, tz)
  const lastDay = dayOf(Date.parse(end), tz)
  const turned = useSignal(0)
  const year = Math.max(firstYear, Math.min(yearOf(today), yearOf(lastDay) + turned.value))
  const last = midnightOf(lastDay)
  const first = last - (barDays - 1) * dayMs
  const ask = (of: number | undefined) =>
    of === undefined ? undefined : { path: { username }, query: { metric, year: of, tz } }
  const route = 'GET /players/{username}/calendar'
  const shown = useFresh(route, ask(year), version)
  // The bars need another year than the map shows where that was turned, and two around New Year.
  const barsYear = yearOf(lastDay)
  const beside = year !== barsYear ? barsYear : yearOf(dateOf(first)) !== barsYear ? barsYear - 1 : undefined
  const other = useFresh(route, ask(beside), version)
  const answers = [shown.known.value.answer, beside === undefined ? undefined : other.known.value.answer].filter(
    (answer) => answer?.metric === metric && answer.tz === tz,
  )
  const days = answers.flatMap((answer) => answer?.days ?? [])
  const mapped = answers.find((answer) => answer?.year === year)
  const failure = shown.known.value.failure
  const unit = unitFor(metric)
  const hasBars = answers.some((answer) => answer?.year === barsYear)
  return (
    <>
      <section class="card progress-days" aria-labelledby="days-heading">
        <h2 id="days-heading">{nameOf(metric)}, day by day</h2>
        {hasBars ? (
          <DaysChart days={everyDay(days, first, last)} unit={unit} />
        ) : (
          !failure && <Waiting what="the days" of="bars" />
        )}
      </section>
      <section class="card progress-year" aria-labelledby="year-heading">
        <div class="year-head">
          <h2 id="year-heading">{year}</h2>
          <div class="buttons">
            <button
              type="button"
              class="button"
              aria-label={`Show ${year - 1}`}
              disabled={year <= firstYear}
              onClick={() => {
                turned.value = year - 1 - yearOf(lastDay)
              }}
            >
              ‹
            </button>
            <button
              type="button"
              class="button"
              aria-label={`Show ${year + 1}`}
              disabled={year >= yearOf(today)}
              onClick={() => {
                turned.value = year + 1 - yearOf(lastDay)
              }}
            >
              ›
            </button>
          </div>
        </div>
        {failure && <Failed failure={failure} retry={shown.reload} />}
        {mapped ? (
          <>
            <YearMap year={year} days={mapped.days} today={today} unit={unit} />
            {mapped.utcBefore !== null && mapped.utcBefore > `${year}-01-01` && (
              <p class="small muted">
                Days before {date(midnightOf(mapped.utcBefore), 'UTC')} begin at midnight in UTC, not in {zoneName(tz)}:
                of older days only the last state is kept.
              </p>
            )}
          </>
        ) : (
          !failure && <Waiting what={String(year)} />
        )}
      </section>
    </>
  )
}
