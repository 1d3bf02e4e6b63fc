import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { loadMetrics } from '../../names.ts'
import { Failed } from '../../parts/failed.tsx'
import { useGrowing } from '../../parts/growing.ts'
import { query } from '../../router.ts'
import { Goals } from './goals/goals.tsx'
import { Head } from './head.tsx'
import { useKnownPlayer } from './known-player.ts'
import { Milestones } from './milestones.tsx'
import { Progress } from './progress.tsx'
import { Records } from './records.tsx'
import { Statistics } from './statistics.tsx'
import { Views, viewOf } from './views.tsx'

/** One character: its progress, its statistics, its records, its milestones, its goals. */
export const Player = ({ username }: { username: string }) => {
  const { player, failure, reload } = useKnownPlayer(username)
  // What is below is asked for anew when this changes.
  const version = useSignal(0)
  const fetchedAt = player.value?.lastFetchedAt
  useEffect(() => {
    version.value++
  }, [fetchedAt, version])
  useEffect(() => {
    // Without their names keys stand in for them.
    loadMetrics().catch(() => undefined)
  }, [])
  const view = viewOf(query.value)
  const known = player.value
  // Whoever touches a card sees whose it is at once, and the rest a picture later.
  const isBegun = useGrowing(2, 1) > 1
  return (
    <div class="stack">
      <Head username={username} player={known} onFetched={reload} />
      {failure.value && <Failed failure={failure.value} retry={reload} />}
      {isBegun && (known || !failure.value) && (
        <>
          <Views view={view} />
          {view === 'progress' && <Progress username={username} player={known} version={version.value} />}
          {view === 'statistics' && <Statistics username={username} version={version.value} />}
          {view === 'records' && <Records username={username} version={version.value} />}
          {view === 'goals' && <Goals username={username} version={version.value} />}
          {view === 'milestones' && <Milestones username={username} version={version.value} />}
        </>
      )}
    </div>
  )
}
