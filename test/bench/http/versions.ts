import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sheetOf } from '../../../lib/simulator/sheet.ts'
import { characterOf, worldBegan } from '../../../lib/simulator/world.ts'
import type { Table } from '../../../shared/dynamodb.ts'
import { parseAnswer } from '../../../shared/hiscores/answer.ts'
import type { leaveHistory } from '../../capacity/history.ts'
import { tableAt } from '../../dynamodb.ts'
import { adminPassword } from '../../e2e/client.ts'
import { type Program, startProgram } from '../../e2e/program.ts'

/** The commit that this one is held against. */
export const olderCommit = '1b48ffa'

const here = fileURLToPath(new URL('../../../', import.meta.url))
const counter = fileURLToPath(new URL('./count-store.ts', import.meta.url))

/** A version of the tracker: where its source is. */
interface Version {
  dir: string
  remove: () => void
}

export const thisVersion: Version = { dir: here, remove: () => {} }

/**
 * Lays out the older commit in a folder of its own, on the packages that are installed here: all that it has are among them, in
 * the same versions. Throws where the repository has not got it.
 */
export const olderVersion = (): Version => {
  const dir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-older-'))
  const files = execFileSync('git', ['archive', olderCommit], { cwd: here, maxBuffer: 2 ** 28 })
  execFileSync('tar', ['x', '-C', dir], { input: files })
  symlinkSync(join(here, 'node_modules'), join(dir, 'node_modules'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** A version's local stack, at work. */
export interface Stack {
  url: string
  tracker: Table
  /** The version's own way to leave a history behind, and others of its modules. */
  load: <T>(file: string) => Promise<T>
  stop: () => Promise<unknown>
}

/** Starts a version's local stack, with a DynamoDB that is counted; nothing is done there but what is asked for. */
export const startStack = async ({ dir }: Version): Promise<Stack> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-http-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  let program: Program
  try {
    program = await startProgram([process.execPath, '--import', counter, join(dir, 'bin/local.ts')], 'ready', {
      PORT: '0',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: adminPassword,
      TICK_SECONDS: '3600',
      FETCH_PACE_SECONDS: '0',
    })
  } catch (error) {
    remove()
    throw error
  }
  const { dynamodbUrl, trackerTable, credentials } = JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8'))
  return {
    url: program.url,
    // The older version lets in whoever comes.
    tracker: tableAt(dynamodbUrl, trackerTable, credentials ?? { accessKeyId: 'any', secretAccessKey: 'any' }),
    load: (file) => import(pathToFileURL(join(dir, file)).href),
    stop: async () => {
      await program.stop()
      remove()
    },
  }
}

const hour = 3_600_000

/** Whose history is long: somebody who gains something every ten seconds. */
export const longKey = 'sim_10'
const longHours = 10_000

/** Some others, with fifty states each. */
const others = Array.from({ length: 200 }, (_, index) => `sim_${1_000 + index}`)

/** Stores the same histories in a stack, by its own code, as hourly tracking would have left them behind. */
export const leaveHistories = async ({ tracker, load }: Stack, now: number): Promise<void> => {
  const version = await load<{ leaveHistory: typeof leaveHistory }>('test/capacity/history.ts')
  const leave = async (key: string, hours: number) => {
    const character = characterOf(key)!
    const rowsAt = (at: number) => {
      const seconds = (at - worldBegan) / 1_000
      const { skills, activities } = parseAnswer(sheetOf(character, 'regular', { world: seconds, running: seconds }))
      return { skills, activities }
    }
    const start = now - (hours - 1) * hour
    return version.leaveHistory(tracker, { key, start, end: now, everyMs: hour, retentionDays: 90, rowsAt })
  }
  await leave(longKey, longHours)
  for (const key of others) await leave(key, 50)
}
