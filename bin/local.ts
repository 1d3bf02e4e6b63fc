/** The local stack: `npm start` runs the tracker on this machine, from the synthesized template. */

import { readLocalSettings } from '../lib/local/settings.ts'
import { startLocalTracker } from '../lib/local/tracker.ts'

// Ctrl-C comes twice when npm is between: from the terminal, and passed on. So the second one changes nothing.
const stopSignal = (): Promise<unknown> =>
  Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.on(signal, resolve))))

// As on AWS. A function's own environment cannot set it: the clock belongs to the whole process.
process.env.TZ = 'UTC'

try {
  const stopped = stopSignal()
  const tracker = await startLocalTracker(readLocalSettings(process.env), (line) => console.log(line))
  console.log(`ready ${tracker.url}`)
  await stopped
  await tracker.stop()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
