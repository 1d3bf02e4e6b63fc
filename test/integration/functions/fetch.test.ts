import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Simulator, startSimulator } from '../../../lib/simulator/simulator.ts'
import { createPlayer, findPlayer } from '../../../shared/players/players.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'

let db: TestDynamoDB
let hiscores: Simulator
let handler: (event: SQSEvent, context: { getRemainingTimeInMillis: () => number }) => Promise<SQSBatchResponse>

beforeAll(async () => {
  db = await startDynamoDB()
  hiscores = await startSimulator()
  const environment = {
    TRACKER_TABLE: db.tracker.name,
    HISCORES_URL: hiscores.url,
    FETCH_QUEUE_URL: 'http://127.0.0.1/queue',
    FETCH_PACE_SECONDS: '0',
    BASE_INTERVAL_MINUTES: '60',
    MAX_INTERVAL_MINUTES: '1440',
    PACE_SHARE: '0.6',
    RETENTION_DAYS: '90',
    AWS_ENDPOINT_URL_DYNAMODB: db.url,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  handler = (await import('../../../functions/fetch.ts')).handler
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await hiscores.stop()
  await db.close()
})

/** Hands the function a batch of messages, whose ids are their places; the ids that come back. */
const deliver = async (...bodies: string[]): Promise<string[]> => {
  const Records = bodies.map((body, index) => ({ messageId: String(index), body })) as SQSEvent['Records']
  const { batchItemFailures } = await handler({ Records }, { getRemainingTimeInMillis: () => 60_000 })
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

const message = (player: string): string => JSON.stringify({ player })

const start = (key: string) =>
  createPlayer(db.tracker, {
    key,
    username: key,
    mode: 'regular',
    active: true,
    addedAt: Date.now(),
    nextFetchAt: Date.now(),
    failures: 0,
  })

it('a message that nobody understands comes back, again and again, and holds up none of the others', async () => {
  await start('sim_1')
  await start('sim_2')
  const poison = ['no JSON', '{"player":7}', '{}']
  expect(await deliver(poison[0]!, message('sim_1'), poison[1]!, message('sim_2'), poison[2]!)).toEqual(['0', '2', '4'])
  for (const key of ['sim_1', 'sim_2']) {
    expect(await findPlayer(db.tracker, key)).toMatchObject({ lastOutcome: 'changed' })
  }
  expect(await deliver(...poison)).toEqual(['0', '1', '2'])
})

it('a message whose player makes it crash comes back, and holds up none of the others', async () => {
  await start('sim_3')
  await start('sim_4')
  const { client, name: TableName } = db.tracker
  await client.send(new PutCommand({ TableName, Item: { PK: 'PLAYER#sim_3', SK: 'PLAYER', mode: 'no board' } }))
  expect(await deliver(message('sim_3'), message('sim_4'))).toEqual(['0'])
  expect(await findPlayer(db.tracker, 'sim_4')).toMatchObject({ lastOutcome: 'changed' })
})

it('a message for nobody does nothing, and one that comes twice fetches once', async () => {
  await start('sim_5')
  const before = hiscores.requests.length
  expect(await deliver(message('nobody'), message('sim_5'), message('sim_5'))).toEqual([])
  expect(await deliver(message('sim_5'))).toEqual([])
  expect(hiscores.requests.length - before).toBe(1)
})
