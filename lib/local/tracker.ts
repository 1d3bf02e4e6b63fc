import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { startSimulator } from '../simulator/simulator.ts'
import { setAdmin } from './admin.ts'
import { openRunFolder } from './folders.ts'
import type { Log } from './log.ts'
import type { LocalSettings } from './settings.ts'
import { startLocalStack } from './stack.ts'
import { synthesizeApart } from './synthesis.ts'

/** The whole tracker on this machine. */
export interface LocalTracker {
  /** The API's base URL. */
  url: string
  stop: () => Promise<void>
}

/**
 * Synthesizes the stack and runs it here, with the simulated hiscores unless others are named, and a user `admin`.
 * `say` takes the lines that a person should see, `onLog` those of the log.
 */
export const startLocalTracker = async (settings: LocalSettings, say: Log, onLog: Log): Promise<LocalTracker> => {
  const dataDir = settings.DATA_DIR
  if (dataDir) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const run = openRunFolder(dataDir)
  const closers: (() => unknown)[] = [run.remove]
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  }
  try {
    const config = readConfig({ stage: 'local', keepTables: false })
    const { template, dir } = await synthesizeApart(config, run.path, onLog)
    const simulator = settings.HISCORES_URL === undefined ? await startSimulator({}) : undefined
    if (simulator) closers.push(() => simulator.stop())
    const hiscoresUrl = settings.HISCORES_URL ?? simulator!.url
    const stack = await startLocalStack({
      template,
      assemblyDir: dir,
      dataDir,
      port: settings.PORT,
      tickSeconds: settings.TICK_SECONDS,
      environment: {
        HISCORES_URL: hiscoresUrl,
        FETCH_PACE_SECONDS: String(settings.FETCH_PACE_SECONDS),
        TICK_SECONDS: String(settings.TICK_SECONDS),
        WEBHOOK_URL: settings.WEBHOOK_URL ?? '',
      },
      onLog,
    })
    closers.push(() => stack.stop())
    // The data folder is this run's alone by now.
    run.removeOthers()

    const { AuthTable, TrackerTable, FetchQueue, DeadLetters } = template.Outputs
    const authTable = stack.tables[AuthTable.Value.Ref]!
    const signIn = await setAdmin({
      dynamodbUrl: stack.dynamodbUrl,
      credentials: stack.credentials,
      authTable,
      password: settings.ADMIN_PASSWORD,
      madeFile: dataDir && join(dataDir, 'admin-password'),
    })
    if (dataDir) {
      const file = join(dataDir, 'stack.json')
      const resources = {
        dynamodbUrl: stack.dynamodbUrl,
        sqsUrl: stack.sqsUrl,
        credentials: stack.credentials,
        authTable,
        trackerTable: stack.tables[TrackerTable.Value.Ref],
        fetchQueue: stack.queues[FetchQueue.Value.Ref],
        deadLetters: stack.queues[DeadLetters.Value.Ref],
        paceSeconds: settings.FETCH_PACE_SECONDS,
        retentionDays: config.retentionDays,
      }
      writeFileSync(file, JSON.stringify(resources), { mode: 0o600 })
      closers.push(() => rmSync(file, { force: true }))
    }
    say(`hiscores ${hiscoresUrl}${simulator ? ' (simulated)' : ''}`)
    say(`data ${dataDir ?? 'in memory'}`)
    say(`docs ${stack.url}/docs`)
    say(`page ${stack.url}/`)
    say(`user admin, ${signIn}`)
    return { url: stack.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
