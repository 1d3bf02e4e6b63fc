import { Coming } from '../later/coming.tsx'
import { figures, manage } from '../later/parts.ts'
import type { Place } from '../places.ts'
import { Today } from './today/today.tsx'

/** The screen of a place. */
export const screenOf = (place: Place) => {
  switch (place.screen) {
    case 'today':
      return <Today />
    case 'player': {
      const { username } = place
      return <Coming later={figures}>{({ Player }) => <Player key={username} username={username} />}</Coming>
    }
    case 'board':
      return <Coming later={figures}>{({ Board }) => <Board />}</Coming>
    case 'manage':
      return <Coming later={manage}>{({ Manage }) => <Manage section={place.section} />}</Coming>
    case 'nowhere':
      return <h1>There is no such page</h1>
  }
}
