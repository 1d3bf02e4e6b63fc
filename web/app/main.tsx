import './early.ts'
import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './clock.ts'
import { watchParts } from './later/parts.ts'
import { followLinks } from './router.ts'
import { watchOverview } from './screens/today/overview.ts'
import { watchNetwork } from './shell/online.ts'
import { applyTheme } from './theme.ts'

applyTheme()
startClock()
watchNetwork()
followLinks()
watchParts()
watchOverview()
render(<App />, document.getElementById('app')!)
