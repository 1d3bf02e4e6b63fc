import { dateRange, weekdayDate } from '../../../charts/dates.ts'
import type { Answer } from '../../contract.ts'
import { Moment } from '../../parts/moment.tsx'
import { sinceOf, type Window } from '../../window.ts'
import { zone, zoneName } from '../../zone.ts'

interface Props {
  window: Window
  history: Answer<'GET /players/{username}/history'>
}

/** Which time is shown, in which zone, and which states the gains are the difference of. */
export const Caption = ({ window, history }: Props) => {
  const tz = zone.value
  const start = Date.parse(history.period.start)
  const end = Date.parse(history.period.end)
  const isMoments = 'start' in window && window.start.includes('T')
  return (
    <p class="small muted">
      {'period' in window && window.period !== 'all' && `${weekdayDate(start, tz)}, ${sinceOf(window.period)}`}
      {'period' in window && window.period === 'all' && `All since ${weekdayDate(start, tz)}`}
      {'start' in window && !isMoments && dateRange(start, end, tz)}
      {isMoments && (
        <>
          <Moment at={start} /> to <Moment at={end} />
        </>
      )}{' '}
      ({zoneName(tz)}).{' '}
      {history.from.baseline === 'first_snapshot' ? (
        <>
          First seen <Moment at={history.from.fetchedAt} />: what was gained before that is unknown.
        </>
      ) : (
        <>
          From the state of <Moment at={history.from.fetchedAt} /> to that of <Moment at={history.to.fetchedAt} />.
        </>
      )}
    </p>
  )
}
