import { FetchNow } from '../../parts/fetch-now.tsx'
import { Freshness } from '../../parts/freshness.tsx'
import { Heading } from '../../parts/heading.tsx'
import { Moment } from '../../parts/moment.tsx'
import { slug } from '../../router.ts'
import { boardName } from '../../words/titles.ts'
import type { KnownPlayer } from './known-player.ts'

interface Props {
  username: string
  player: KnownPlayer | undefined
  onFetched: () => unknown
}

/** Keeps the room of what `Freshness` usually says. */
const Coming = () => (
  <p class="small coming" aria-hidden="true">
    As of 00:00 (00 min ago) · next fetch 00:00 (in 00 min)
  </p>
)

/** Who it is, how fresh what is shown is, and a way to make it fresher. */
export const Head = ({ username, player, onFetched }: Props) => (
  <div class="player-head">
    <div class="player-name">
      <Heading title={player?.username ?? username} />
      {player && <span class="badge">{boardName(player.mode)}</span>}
      {player?.active === false && <span class="badge warn">paused</span>}
      {player?.review && <span class="badge warn">under review</span>}
    </div>
    <div class="player-fresh">
      {player ? <Freshness {...player} /> : <Coming />}
      {slug.value === undefined && (
        <FetchNow username={player?.username ?? username} active={player?.active} onDone={onFetched} />
      )}
    </div>
    {player?.review && (
      <p class="notice">
        On <Moment at={player.review.at} /> it rose by more than the time should allow. That counts for no record and no
        board until an admin has looked at it.
      </p>
    )}
  </div>
)
