import { useSignal } from '@preact/signals'
import { barsPlot } from '../../../charts/bars-layout.ts'
import { weekdayDate } from '../../../charts/dates.ts'
import { DayBars } from '../../../charts/day-bars.tsx'
import { type DayGain, midnightOf, sumOf } from '../../../charts/days.ts'
import { signed } from '../../../charts/numbers.ts'
import { page } from '../../../charts/theme.ts'
import { Reader } from '../../parts/reader.tsx'
import { Sized } from '../../parts/sized.tsx'

interface Props {
  days: readonly DayGain[]
  unit: string
}

const height = 140

/** What one day brought, in words. */
export const daySaid = ({ date, gained }: DayGain, unit: string): string =>
  `${weekdayDate(midnightOf(date), 'UTC')}: ${signed(gained)}${gained === null ? '' : ` ${unit}`}`

/** What each of the last days brought, which can be read day by day. */
export const DaysChart = ({ days, unit }: Props) => {
  const index = useSignal<number | undefined>(undefined)
  const chosen = index.value === undefined ? undefined : days[index.value]
  const title = `${days.length} days, ${unit}`
  const sum = sumOf(days)
  return (
    <>
      <p class="readout number">
        {chosen ? daySaid(chosen, unit) : `${signed(sum)}${sum === null ? '' : ` ${unit}`} in ${days.length} days`}
      </p>
      <Sized height={height}>
        {(width) => {
          const { left, right } = barsPlot(days, { width, height }).plot
          return (
            <Reader
              label={title}
              count={days.length}
              looked={index}
              textOf={(place) => (days[place] ? daySaid(days[place], unit) : '')}
              indexAt={(x) => {
                const place = Math.floor(((x - left) / (right - left)) * days.length)
                return Math.min(days.length - 1, Math.max(0, place))
              }}
            >
              <DayBars
                id="days"
                title={title}
                days={days}
                theme={page}
                width={width}
                height={height}
                mark={chosen?.date}
              />
            </Reader>
          )
        }}
      </Sized>
    </>
  )
}
