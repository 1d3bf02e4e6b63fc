import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startSimulator } from '../../lib/simulator/simulator.ts'
import { adminPassword, fetchNow, signIn } from '../e2e/client.ts'
import { freePort, run } from '../programs.ts'
import { type Aws, startAws } from './aws.ts'

// From an empty account to a tracker that is in use, deployed again, and gone. Each test goes on where the last one was.

const stackName = 'HiscoreLedger-test'

let aws: Aws | string
let hiscoresPort: number
let folder: string
let outputs: Record<string, string>

beforeAll(async () => {
  hiscoresPort = await freePort()
  folder = await mkdtemp(join(tmpdir(), 'hiscore-ledger-stack-'))
  aws = await startAws(hiscoresPort)
  if (typeof aws === 'string') console.warn(`Nothing is deployed. ${aws}`)
})
beforeEach(({ skip }) => skip(typeof aws === 'string', String(aws)))
afterAll(async () => {
  if (typeof aws === 'object') await aws.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The environment in which every AWS tool finds the account. */
const account = () => ({
  AWS_ENDPOINT_URL: (aws as Aws).url,
  AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? 'test',
  AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? 'test',
  AWS_REGION: process.env.AWS_REGION ?? 'us-east-1',
  // The CDK keeps in a file which account a key belongs to, and a key named `test` belongs to another one in each emulator.
  CDK_HOME: join(folder, 'cdk-home'),
})

const cdk = async (...args: string[]): Promise<void> => {
  const quiet = ['--ci', '--no-notices', '--output', join(folder, 'cdk.out')]
  await run('npx', ['cdk', ...args, ...quiet], { env: account() })
}

const deploy = async (settings: Record<string, unknown> = {}): Promise<void> => {
  const [config, outputsFile] = [join(folder, 'stage.json'), join(folder, 'outputs.json')]
  const hiscoresUrl = `http://${(aws as Aws).thisHost}:${hiscoresPort}`
  // The pace is the one that the end-to-end tests expect.
  const stage = { stage: 'test', hiscoresUrl, paceSeconds: 0.2, keepTables: false, ...settings }
  await writeFile(config, JSON.stringify(stage))
  await cdk('deploy', '-c', `config=${config}`, '--require-approval', 'never', '--outputs-file', outputsFile)
  outputs = JSON.parse(await readFile(outputsFile, 'utf8'))[stackName]
}

/** Where the API answers: an emulator has it below its own address. */
const apiUrl = (): string => {
  const [id] = new URL(outputs.Url!).hostname.split('.')
  return `${(aws as Aws).url}/_aws/execute-api/${id}/$default`
}

const tables = async (): Promise<string[]> => {
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = account()
  const credentials = { accessKeyId: account().AWS_ACCESS_KEY_ID, secretAccessKey: account().AWS_SECRET_ACCESS_KEY }
  const client = new DynamoDBClient({ endpoint, region, credentials })
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand())
    return TableNames.filter((name) => name.startsWith(stackName))
  } finally {
    client.destroy()
  }
}

it('the account is prepared by `cdk bootstrap`', () => cdk('bootstrap'))

it('`cdk deploy` puts a tracker there that is ready', async () => {
  await deploy()
  expect(await (await fetch(`${apiUrl()}/ready`)).json()).toEqual({ status: 'ready' })
})

const ledger = (args: string[], input?: string): Promise<string> =>
  run('npx', ['ledger', ...args, '--stage', 'test'], { env: account(), ...(input !== undefined && { input }) })

it('`npx ledger` finds it by the name of its stage, and adds who may use it', async () => {
  await ledger(['users', 'add', 'admin', '--role', 'admin', '--password-stdin'], adminPassword)
  expect((await (await signIn(apiUrl())).get('/auth/me')).body).toMatchObject({ username: 'admin', role: 'admin' })
  expect(await ledger(['status'])).toMatch(/^stage test at .*one request per 0\.2 s/s)
  expect(await ledger(['dead-letters', 'list'])).toBe('0 in all.\n')
})

it('it passes the end-to-end tests of the local stack', async () => {
  const env = { API_URL: apiUrl(), ADMIN_PASSWORD: adminPassword, HISCORES_PORT: String(hiscoresPort) }
  await run('npx', ['vitest', 'run', '--config', 'test/vitest.config.ts', '--project', 'e2e'], { env })
})

it('deployed again with other settings, it keeps all that it had, and does as they say', async () => {
  const hiscores = await startSimulator({ port: hiscoresPort })
  try {
    const client = await signIn(apiUrl())
    for (const username of ['Zezima', 'Idle Hands']) await client.post('/players', { username })
    hiscores.control({ advanceSeconds: 3_600 })
    await fetchNow(client, 'zezima')
    const kept = ['/players', '/players/zezima/stats', '/players/zezima/tasks', '/players/zezima/export?format=csv']
    const before = await Promise.all(kept.map(async (path) => (await client.get(path)).body))

    await deploy({ accessTokenMinutes: 5, retentionDays: 30 })
    const after = await Promise.all(kept.map(async (path) => (await client.get(path)).body))
    expect(after).toEqual(before)
    const response = await fetch(`${apiUrl()}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    })
    expect(await response.json()).toMatchObject({ expiresIn: 300 })
  } finally {
    await hiscores.stop()
  }
})

it('`cdk destroy` leaves nothing of a stage that does not keep its tables', async () => {
  expect(await tables()).toHaveLength(2)
  await cdk('destroy', '-c', `config=${join(folder, 'stage.json')}`, '--force')
  expect(await tables()).toEqual([])
})
