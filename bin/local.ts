/** The local stack: `npm start` runs the tracker on this machine, from the synthesized template. */

import { asksForHelp, localHelp } from '../lib/local/help.ts'
import { toStandardError, toTerminal } from '../lib/local/log.ts'
import { readLocalSettings } from '../lib/local/settings.ts'
import { startLocalTracker } from '../lib/local/tracker.ts'

// Ctrl-C comes twice when npm is between: from the terminal, and passed on. So the second one changes nothing.
const stopSignal = (): Promise<unknown> =>
  Promise.race(['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.on(signal, resolve))))

const serve = async (): Promise<void> => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  // As on AWS. A function's own environment cannot set it: the clock belongs to the whole process.
  process.env.TZ = 'UTC'
  // Whatever is kept is its user's alone.
  process.umask(0o077)
  const stopped = stopSignal()
  const onLog = process.stderr.isTTY ? toTerminal(timeZone) : toStandardError
  const tracker = await startLocalTracker(readLocalSettings(process.env), (line) => console.log(line), onLog)
  console.log(`ready ${tracker.url}`)
  await stopped
  await tracker.stop()
}

try {
  if (asksForHelp(process.argv.slice(2))) console.log(localHelp)
  else await serve()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
