import { useAnswer } from '../../../answers.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { FetchNow } from '../../../parts/fetch-now.tsx'
import { Freshness } from '../../../parts/freshness.tsx'
import { go, hrefOf } from '../../../router.ts'
import { Badges } from '../players/badges.tsx'
import { detailsOf } from '../players/details.ts'
import { Names } from './names.tsx'
import { Removal } from './removal.tsx'
import { Review } from './review.tsx'
import { Seams } from './seams.tsx'
import { Settings } from './settings.tsx'
import { States } from './states.tsx'

interface Props {
  username: string
  /** Is called when the list of all is another one. */
  onChanged: () => unknown
  /** Is called when it is removed, or goes on under another name. */
  onGone: (username: string) => unknown
}

/** All that an admin can change about one character. */
export const PlayerAdmin = ({ username, onChanged, onGone }: Props) => {
  const { known, reload } = useAnswer('GET /players/{username}', { path: { username } })
  const { answer: player, failure } = known.value
  const list = hrefOf({ screen: 'manage', section: 'players' })

  const changed = async (): Promise<void> => {
    await Promise.all([reload(), onChanged()])
  }
  const renamed = async (to: string): Promise<void> => {
    onGone(player?.username ?? username)
    go(detailsOf(to), { replace: true })
    await onChanged()
  }
  const removed = async (): Promise<void> => {
    onGone(player?.username ?? username)
    go(list)
    await onChanged()
  }
  return (
    <div class="stack">
      <p>
        <a href={list}>All characters</a>
      </p>
      {failure && <Failed failure={failure} retry={reload} />}
      {!player && !failure && <Waiting what="the character" />}
      {player && (
        <>
          <div class="card stack">
            <div class="row">
              <h2>
                <a href={hrefOf({ screen: 'player', username: player.username })}>{player.username}</a>
              </h2>
              <Badges player={player} />
            </div>
            <Freshness {...player} />
            <FetchNow username={player.username} active={player.active} onDone={changed} />
          </div>
          {player.review && <Review username={player.username} at={player.review.at} onDone={changed} />}
          <Settings player={player} onChanged={changed} />
          <Names player={player} onRenamed={renamed} onChanged={changed} />
          <Seams username={player.username} />
          <States username={player.username} onChanged={changed} />
          <Removal username={player.username} onRemoved={removed} />
        </>
      )}
    </div>
  )
}
