import { dateTime } from '../../../charts/dates.ts'
import type { SeamMark } from '../../../charts/points.ts'
import { seamMeaning, seamName } from '../../../charts/seams.ts'
import { zone } from '../../zone.ts'

/** The seams in a chart and what they mean; nothing without any. */
export const SeamList = ({ seams }: { seams: readonly SeamMark[] }) =>
  seams.length === 0 ? null : (
    <div class="seams small">
      <ul>
        {seams.map(({ at, kind }) => (
          <li key={at}>
            <strong>{seamName(kind)}</strong> on {dateTime(at, zone.value)}: {seamMeaning(kind)}.
          </li>
        ))}
      </ul>
      <p class="muted">Nothing is gained, lost or ranked across {seams.length === 1 ? 'it' : 'them'}.</p>
    </div>
  )
