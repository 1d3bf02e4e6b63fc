/** The local stack: `npm start` runs the tracker on this machine, from the synthesized template. */

import { isatty } from 'node:tty'
import { asksForHelp, localHelp } from '../lib/local/help.ts'
import { toTerminal } from '../lib/local/log.ts'
import { openOutput } from '../lib/local/output.ts'
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
  const [output, errors] = [openOutput(1), openOutput(2)]
  try {
    const onLog = isatty(2) ? toTerminal(timeZone, errors.write) : errors.write
    const tracker = await startLocalTracker(readLocalSettings(process.env), output.write, onLog)
    output.write(`ready ${tracker.url}`)
    await stopped
    await tracker.stop()
  } catch (error) {
    errors.write(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  } finally {
    await Promise.all([output.close(), errors.close()])
  }
}

if (asksForHelp(process.argv.slice(2))) console.log(localHelp)
else await serve()
