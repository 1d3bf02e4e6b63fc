/*
 * A month of 2,000 players in minutes: the real dispatch and fetch code in virtual time, with an outage, a day of 429s, one of
 * 404s, one of lies and a crash every hour; and the same characters on a fixed interval beside it, each run in a thread of its own.
 *
 *   npm run bench:tracking [-- PLAYERS DAYS]
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { log } from '../../shared/log.ts'
import { tableOf } from './report.ts'
import { type Figures, faultsIn, type Progress, runScenario, type Setup } from './scenario.ts'

const runInThread = (name: string, setup: Setup): Promise<Figures> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: setup })
    worker.on('message', (message: { progress: Progress } | { figures: Figures }) => {
      if ('figures' in message) return resolve(message.figures)
      const { day, requests } = message.progress
      console.log(`${name}: day ${day} of ${setup.days}, ${requests.toLocaleString('en')} requests`)
    })
    worker.on('error', reject)
  })

const compare = async (players: number, days: number): Promise<void> => {
  const startedAt = Date.now()
  const setup = { players, days, seed: 1 }
  const [adaptive, fixed60] = await Promise.all([
    runInThread('adaptive', setup),
    runInThread('fixed 60 min', { ...setup, fixedMinutes: 60 }),
  ])
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(
    `\n${players} players, ${days} days, in ${seconds} s\n\n${tableOf({ adaptive, 'fixed 60 min': fixed60 })}\n`,
  )
  const faults = [...faultsIn(adaptive), ...faultsIn(fixed60)]
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
  console.log(JSON.stringify({ days, seconds, ...adaptive, fixed60 }))
}

if (isMainThread) {
  const [players = 2_000, days = 30] = process.argv.slice(2).map(Number)
  await compare(players, days)
} else {
  // A line per fetch would be hundreds of megabytes.
  log.setLogLevel('SILENT')
  const figures = await runScenario(workerData as Setup, (progress) => parentPort?.postMessage({ progress }))
  parentPort?.postMessage({ figures })
}
