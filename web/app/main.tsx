import { render } from 'preact'
import { App } from './app.tsx'
import { startClock } from './clock.ts'
import { followLinks } from './router.ts'
import { applyTheme } from './theme.ts'

applyTheme()
startClock()
followLinks()
render(<App />, document.getElementById('app')!)
