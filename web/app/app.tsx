import { place } from './router.ts'
import { screenOf } from './screens/screens.tsx'

/** The whole page. */
export const App = () => <main>{screenOf(place.value)}</main>
