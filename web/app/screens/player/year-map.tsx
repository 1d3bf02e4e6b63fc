import { useSignal } from '@preact/signals'
import { date } from '../../../charts/dates.ts'
import { bestOf, type DayGain, everyDay, midnightOf, sumOf } from '../../../charts/days.ts'
import { dateAtCell, heatLayout } from '../../../charts/heat-layout.ts'
import { HeatCell, looksOf } from '../../../charts/heat-legend.tsx'
import { HeatMap } from '../../../charts/heat-map.tsx'
import { full, signed } from '../../../charts/numbers.ts'
import { page } from '../../../charts/theme.ts'
import { Reader } from '../../parts/reader.tsx'
import { Sized } from '../../parts/sized.tsx'
import { daySaid } from './days-chart.tsx'

interface Props {
  year: number
  days: readonly DayGain[]
  today: string
  unit: string
}

/** The year in one line: all of it, and its best day. */
const yearSaid = (year: number, days: readonly DayGain[], unit: string): string => {
  const sum = sumOf(days)
  const best = bestOf(days)
  if (sum === null) return `Nothing is known of ${year}`
  const most = best ? `, best day ${date(midnightOf(best.date), 'UTC')} with ${full(best.gained)}` : ''
  return `${signed(sum)} ${unit} in ${year}${most}`
}

/** A year of days, which can be read day by day. */
export const YearMap = ({ year, days, today, unit }: Props) => {
  const index = useSignal<number | undefined>(undefined)
  const first = Date.UTC(year, 0, 1)
  const past = everyDay(days, first, Math.min(Date.UTC(year, 11, 31), midnightOf(today)))
  const chosen = index.value === undefined ? undefined : past[index.value]
  const title = `Days of ${year}, ${unit}`
  return (
    <>
      <p class="readout number">{chosen ? daySaid(chosen, unit) : yearSaid(year, past, unit)}</p>
      <Sized height={120}>
        {(width) => {
          const layout = heatLayout(year, width)
          return (
            <Reader
              label={title}
              count={past.length}
              looked={index}
              textOf={(place) => (past[place] ? daySaid(past[place], unit) : '')}
              indexAt={(x, y) => {
                const at = dateAtCell(layout, x, y)
                const place = at === undefined ? -1 : Math.round((midnightOf(at) - first) / 86_400_000)
                return place >= 0 && place < past.length ? place : undefined
              }}
              rows={{ across: 7, down: 1 }}
            >
              <HeatMap
                id="year"
                title={title}
                year={year}
                days={days}
                today={today}
                theme={page}
                width={width}
                mark={chosen?.date}
              />
            </Reader>
          )
        }}
      </Sized>
      <ul class="looks small muted">
        {looksOf(past).map(({ step, words }) => (
          <li key={step}>
            <HeatCell step={step} theme={page} />
            {words}
          </li>
        ))}
      </ul>
    </>
  )
}
