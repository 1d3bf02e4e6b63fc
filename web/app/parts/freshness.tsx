import { now } from '../clock.ts'
import { ago, ahead } from '../time.ts'
import { Moment } from './moment.tsx'

interface Props {
  lastFetchedAt: string | null
  nextFetchAt: string | null
  active: boolean
}

/** When a number is from, and when it will be fetched next: as of 14:05, 3 minutes ago; next fetch at 15:05. */
export const Freshness = ({ lastFetchedAt, nextFetchAt, active }: Props) => (
  <p class="small muted freshness">
    {lastFetchedAt === null ? (
      'Never fetched yet'
    ) : (
      <>
        As of <Moment at={lastFetchedAt} /> ({ago(Date.parse(lastFetchedAt), now.value)})
      </>
    )}
    {' · '}
    {!active ? (
      'paused, not fetched'
    ) : nextFetchAt === null ? (
      'next fetch unknown'
    ) : Date.parse(nextFetchAt) <= now.value ? (
      'fetch due now'
    ) : (
      <>
        next fetch <Moment at={nextFetchAt} /> ({ahead(Date.parse(nextFetchAt), now.value)})
      </>
    )}
  </p>
)
