import { boardName } from '../../../words/titles.ts'
import type { Player } from './all-players.ts'

/** What is out of the ordinary about a character. */
export const Badges = ({ player }: { player: Player }) => (
  <>
    {player.mode !== 'regular' && <span class="badge">{boardName(player.mode)}</span>}
    {!player.active && <span class="badge warn">paused</span>}
    {player.review && <span class="badge bad">to be reviewed</span>}
    {player.lastOutcome === 'not_found' && <span class="badge bad">not on the hiscores</span>}
    {player.lastOutcome === 'doubtful' && <span class="badge warn">doubtful answer</span>}
  </>
)
