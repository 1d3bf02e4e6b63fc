import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './clock.ts'
import { followLinks, slug } from './router.ts'
import { begin } from './session.ts'
import { watchNetwork } from './shell/online.ts'
import { applyTheme } from './theme.ts'

applyTheme()
startClock()
watchNetwork()
followLinks()
if (slug.value === undefined) void begin()
render(<App />, document.getElementById('app')!)
