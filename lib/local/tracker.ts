import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { startSimulator } from '../simulator/simulator.ts'
import { synthesize } from '../synthesize.ts'
import { setAdmin } from './admin.ts'
import type { LocalSettings } from './settings.ts'
import { startLocalStack } from './stack.ts'

/** The whole tracker on this machine. */
export interface LocalTracker {
  /** The API's base URL. */
  url: string
  stop: () => Promise<void>
}

/** The password that an earlier run made, or a new one; kept as long as the data is. */
const keptPassword = (dataDir: string | undefined): string => {
  const made = randomBytes(12).toString('base64url')
  if (!dataDir) return made
  const file = join(dataDir, 'admin-password')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  writeFileSync(file, made, { mode: 0o600 })
  return made
}

/** Removes what runs that were killed have left in the data folder, which is this run's alone by now. */
const removeLeftovers = (dataDir: string, assemblyDir: string): void => {
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    if (name.startsWith('hiscore-ledger-') && path !== assemblyDir) rmSync(path, { recursive: true, force: true })
  }
}

/**
 * Synthesizes the stack and runs it here, with the simulated hiscores unless others are named, and a user `admin`.
 * `say` takes the lines that a person should see.
 */
export const startLocalTracker = async (
  settings: LocalSettings,
  say: (line: string) => void,
): Promise<LocalTracker> => {
  const dataDir = settings.DATA_DIR
  if (dataDir) mkdirSync(dataDir, { recursive: true })
  const assemblyDir = mkdtempSync(join(dataDir ?? tmpdir(), 'hiscore-ledger-'))
  const closers: (() => unknown)[] = [() => rmSync(assemblyDir, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  }
  try {
    const { template, dir } = synthesize(readConfig({ stage: 'local', keepTables: false }), assemblyDir)
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
      },
    })
    closers.push(() => stack.stop())
    if (dataDir) removeLeftovers(dataDir, assemblyDir)

    const { AuthTable, TrackerTable, FetchQueue, DeadLetters } = template.Outputs
    const authTable = stack.tables[AuthTable.Value.Ref]!
    const password = settings.ADMIN_PASSWORD ?? keptPassword(dataDir)
    await setAdmin({ dynamodbUrl: stack.dynamodbUrl, authTable, password })
    if (dataDir) {
      const file = join(dataDir, 'stack.json')
      const resources = {
        dynamodbUrl: stack.dynamodbUrl,
        sqsUrl: stack.sqsUrl,
        authTable,
        trackerTable: stack.tables[TrackerTable.Value.Ref],
        fetchQueue: stack.queues[FetchQueue.Value.Ref],
        deadLetters: stack.queues[DeadLetters.Value.Ref],
      }
      writeFileSync(file, JSON.stringify(resources))
      closers.push(() => rmSync(file, { force: true }))
    }
    say(`hiscores ${hiscoresUrl}${simulator ? ' (simulated)' : ''}`)
    say(`data ${dataDir ?? 'in memory'}`)
    say(`user admin, password ${settings.ADMIN_PASSWORD === undefined ? password : 'as given'}`)
    return { url: stack.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
