import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../../lib/config.ts'
import { startLocalStack } from '../../../lib/local/stack.ts'
import { type Simulator, startSimulator } from '../../../lib/simulator/simulator.ts'
import type { Assembly } from '../../../lib/synthesize.ts'
import { addAccount } from '../../../shared/auth/accounts.ts'
import type { Table } from '../../../shared/dynamodb.ts'
import { tableAt } from '../../dynamodb.ts'
import { type Client, signIn } from '../client.ts'

export const password = 'correct horse battery'

/** A local stack in this process, in memory, whose tables a test can fill and look into. */
export interface OwnStack {
  url: string
  template: Assembly['template']
  tracker: Table
  auth: Table
  hiscores: Simulator
  /** The lines that its functions have logged. */
  log: string[]
  /** Signed in as two users of these roles, whose names these are. */
  admin: Client
  viewer: Client
  stop: () => Promise<void>
}

interface Options {
  /** Settings of the stage. */
  config?: Record<string, unknown>
  paceSeconds?: number
  /** How often the schedule fires; the default is not within a test. */
  tickSeconds?: number
  /** Where webhooks send instead. */
  webhookUrl?: string
  /** Makes the template another one before it is run. */
  change?: (template: Assembly['template']) => void
}

/** The stack of these settings: that which was made for all tests, where there are none. The CDK is loaded for others alone. */
const assemblyOf = async (config: Record<string, unknown>, outdir: string): Promise<Assembly> => {
  const { TEST_ASSEMBLY } = process.env
  if (TEST_ASSEMBLY && Object.keys(config).length === 0) {
    return JSON.parse(readFileSync(join(TEST_ASSEMBLY, 'assembly.json'), 'utf8'))
  }
  process.env.FUNCTION_BUNDLES = process.env.QUICK_BUNDLES
  const { synthesize } = await import('../../../lib/synthesize.ts')
  return synthesize(readConfig({ stage: 'test', ...config }), outdir)
}

/** Starts one, with simulated hiscores. To be done once per test file: it takes a second or two. */
export const startStack = async ({
  config = {},
  paceSeconds = 0,
  tickSeconds = 3_600,
  webhookUrl = '',
  change,
}: Options = {}) => {
  const closers: (() => unknown)[] = []
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  }
  try {
    const assemblyDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-'))
    closers.push(() => rmSync(assemblyDir, { recursive: true, force: true }))
    const { template, dir } = await assemblyOf(config, assemblyDir)
    change?.(template)
    const hiscores = await startSimulator()
    closers.push(hiscores.stop)
    const log: string[] = []
    const stack = await startLocalStack({
      template,
      assemblyDir: dir,
      port: 0,
      tickSeconds,
      environment: {
        HISCORES_URL: hiscores.url,
        FETCH_PACE_SECONDS: String(paceSeconds),
        TICK_SECONDS: String(tickSeconds),
        WEBHOOK_URL: webhookUrl,
      },
      onLog: (line) => log.push(line),
    })
    closers.push(stack.stop)
    const { AuthTable, TrackerTable } = template.Outputs
    const tables = [TrackerTable, AuthTable].map(({ Value }) =>
      tableAt(stack.dynamodbUrl, stack.tables[Value.Ref]!, stack.credentials),
    )
    const [tracker, auth] = tables as [Table, Table]
    closers.push(() => tables.map(({ client }) => client.destroy()))
    for (const role of ['admin', 'viewer'] as const) {
      await addAccount(auth, { username: role, password, role }, Date.now())
    }
    const admin = await signIn(stack.url, 'admin', password)
    const viewer = await signIn(stack.url, 'viewer', password)
    return { url: stack.url, template, tracker, auth, hiscores, log, admin, viewer, stop } satisfies OwnStack
  } catch (error) {
    await stop()
    throw error
  }
}
