import type { Place } from '../places.ts'
import { Board } from './board/board.tsx'
import { Manage } from './manage/manage.tsx'
import { Player } from './player/player.tsx'
import { Today } from './today/today.tsx'

/** The screen of a place. */
export const screenOf = (place: Place) => {
  switch (place.screen) {
    case 'today':
      return <Today />
    case 'player':
      return <Player key={place.username} username={place.username} />
    case 'board':
      return <Board />
    case 'manage':
      return <Manage section={place.section} />
    case 'nowhere':
      return <h1>There is no such page</h1>
  }
}
