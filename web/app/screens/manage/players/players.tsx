import { useSignal } from '@preact/signals'
import { Empty, Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Find } from '../../../parts/find.tsx'
import { Freshness } from '../../../parts/freshness.tsx'
import { useGrowing } from '../../../parts/growing.ts'
import { query } from '../../../router.ts'
import { sameName } from '../../today/same-name.ts'
import { intervalName } from '../intervals.ts'
import { PlayerAdmin } from '../player/player-admin.tsx'
import { AddPlayer } from './add-player.tsx'
import { type Player, useAllPlayers } from './all-players.ts'
import { Badges } from './badges.tsx'
import { detailsOf } from './details.ts'

const Row = ({ player }: { player: Player }) => (
  <li class="list-row">
    <div>
      <p class="row">
        <strong>{player.username}</strong> <Badges player={player} />
      </p>
      <p class="small muted">Interval: {intervalName(player.fetchIntervalMinutes)}</p>
      <Freshness {...player} />
    </div>
    <a class="button" href={detailsOf(player.username)} aria-label={`Change ${player.username}`}>
      Change
    </a>
  </li>
)

const List = ({ players }: { players: readonly Player[] }) => {
  const sought = useSignal('')
  const shown = players.filter(({ username }) => sameName(username, sought.value))
  const drawn = useGrowing(shown.length, 8)
  return (
    <>
      {players.length > 8 && (
        <Find
          label={`Find one of ${players.length} characters`}
          onFind={(value) => {
            sought.value = value
          }}
        />
      )}
      <ul class="list card">
        {shown.slice(0, drawn).map((player) => (
          <Row key={player.username} player={player} />
        ))}
        {shown.length === 0 && <li class="list-row muted">No character has such a name.</li>}
      </ul>
    </>
  )
}

/** The characters that are tracked: to add one, and to change each. */
export const Players = () => {
  const { players, failure, reload, forget } = useAllPlayers()
  const chosen = query.value.get('player')
  if (chosen !== null) return <PlayerAdmin key={chosen} username={chosen} onChanged={reload} onGone={forget} />
  return (
    <div class="stack">
      <section class="card stack" aria-labelledby="add">
        <h2 id="add">Add a character</h2>
        <AddPlayer onAdded={reload} />
      </section>
      {failure.value && <Failed failure={failure.value} retry={reload} />}
      {players.value === undefined && !failure.value && <Waiting what="the characters" />}
      {players.value?.length === 0 && <Empty title="No characters yet" />}
      {players.value !== undefined && players.value.length > 0 && <List players={players.value} />}
    </div>
  )
}
