import { full } from '../../../../charts/numbers.ts'
import { Sparkline } from '../../../../charts/sparkline.tsx'
import { page } from '../../../../charts/theme.ts'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { now } from '../../../clock.ts'
import { useFresh } from '../../../fresh.ts'
import { nameOf } from '../../../names.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Glyph } from '../../../parts/glyph.tsx'
import { isAdmin } from '../../../session.ts'
import { type Goal, goalWords, standingWords } from '../../../words/goals.ts'
import { zone } from '../../../zone.ts'
import { coursePoints, seamMarks } from '../course-points.ts'

const statuses = { open: undefined, reached: 'reached', missed: 'missed' }

/** How the metric of a goal went in the last month. */
const Month = ({ username, metric, version }: { username: string; metric: string; version: number }) => {
  const asked = { path: { username, metric }, query: { days: 30, points: 60, tz: zone.value } }
  const { known } = useFresh('GET /players/{username}/history/{metric}', asked, version)
  const { answer } = known.value
  const points = answer?.metric === metric ? coursePoints(answer) : []
  const [first, last] = [points[0], points.at(-1)]
  if (!answer || !first || !last) return null
  return (
    <Sparkline
      label={`${nameOf(metric)} over the last 30 days: from ${full(first.value)} to ${full(last.value)}`}
      points={points}
      seams={seamMarks(answer.seams)}
      theme={page}
      width={104}
      height={28}
    />
  )
}

interface Props {
  username: string
  goal: Goal
  version: number
  onDeleted: () => unknown
}

/** A goal, how far it is, and how its metric went. */
export const GoalRow = ({ username, goal, version, onDeleted }: Props) => {
  const { isBusy, failure, run } = useActing()
  const words = goalWords(goal, nameOf(goal.metric))
  const path = { username, goalId: goal.goalId }
  const remove = async (): Promise<void> => {
    const isGone = await run(() => ask('DELETE /players/{username}/goals/{goalId}', { path }), 'The goal is deleted')
    if (isGone) onDeleted()
  }
  const percent = Math.floor(goal.progress * 100)
  const status = statuses[goal.status]
  return (
    <li class="next">
      <p class="next-head">
        <Glyph metric={goal.metric} />
        <strong>{words}</strong>
        {status && <span class={`badge${goal.status === 'missed' ? ' warn' : ''}`}>{status}</span>}
        <span class="muted number">{percent} %</span>
      </p>
      <span class="skill-bar" aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      <div class="goal-foot">
        <p class="small muted">{standingWords(goal, now.value, zone.value)}</p>
        <Month username={username} metric={goal.metric} version={version} />
        {isAdmin.value && (
          <button
            type="button"
            class="button danger"
            aria-label={`Delete the goal ${words}`}
            aria-disabled={isBusy.value}
            onClick={() => void remove()}
          >
            Delete
          </button>
        )}
      </div>
      {failure.value && <Failed failure={failure.value} />}
    </li>
  )
}
