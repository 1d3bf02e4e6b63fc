import { useFresh } from '../../../fresh.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { isAdmin } from '../../../session.ts'
import { GoalRow } from './goal-row.tsx'
import { NewGoal } from './new-goal.tsx'

/** What a character is to reach or gain, and how that stands. */
export const Goals = ({ username, version }: { username: string; version: number }) => {
  const { known, reload } = useFresh('GET /players/{username}/goals', { path: { username } }, version)
  const { answer, failure } = known.value
  return (
    <div class={isAdmin.value ? 'two' : 'stack'} aria-busy={known.value.isLoading}>
      <section class="card stack" aria-labelledby="goals">
        <h2 id="goals">Goals</h2>
        {failure && <Failed failure={failure} retry={reload} />}
        {!answer && !failure && <Waiting what="the goals" />}
        {answer?.goals.length === 0 && (
          <p>{isAdmin.value ? 'There is none yet.' : 'There is none yet; an admin may set some.'}</p>
        )}
        {answer && answer.goals.length > 0 && (
          <ul>
            {answer.goals.map((goal) => (
              <GoalRow key={goal.goalId} username={username} goal={goal} version={version} onDeleted={reload} />
            ))}
          </ul>
        )}
      </section>
      {isAdmin.value && <NewGoal username={username} onSet={reload} />}
    </div>
  )
}
