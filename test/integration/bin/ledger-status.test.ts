import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalSqs, startSqs } from '../../../lib/local/queues/sqs.ts'
import { queueUrl } from '../../../lib/local/references.ts'
import { addPlayer } from '../../../shared/tracking/add.ts'
import { statusSchema } from '../../../shared/tracking/schemas.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { testFetching } from '../../fetching.ts'
import { ledger } from '../../ledger.ts'
import { rowsOf } from '../../rows.ts'
import { writeStackFile } from '../../stack-file.ts'

let db: TestDynamoDB
let sqs: LocalSqs
let dataDir: string

beforeEach(async () => {
  ;[db, sqs] = await Promise.all([startDynamoDB(), startSqs(undefined)])
  for (const name of ['fetch', 'dead']) sqs.putQueue(name, {})
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-status-'))
  writeStackFile(dataDir, {
    dynamodbUrl: db.url,
    sqsUrl: sqs.url,
    trackerTable: db.tracker.name,
    fetchQueue: queueUrl(sqs.url, 'fetch'),
    deadLetters: queueUrl(sqs.url, 'dead'),
    paceSeconds: 3,
  })
})
afterEach(async () => {
  await Promise.all([db.close(), sqs.close()])
  rmSync(dataDir, { recursive: true, force: true })
})

describe('ledger status', () => {
  it('shows the figures of the local stack on one screen, and what GET /system/status answers as JSON', async () => {
    const { clock, hiscores, fetching } = testFetching(db.tracker)
    hiscores.knows('Zezima', rowsOf({ Mining: 5 }))
    await addPlayer(fetching, { username: 'Zezima', mode: 'regular' }, clock.now() + 60_000)
    await sqs.call('SendMessage', { QueueUrl: queueUrl(sqs.url, 'dead'), MessageBody: '{}' })

    const { code, out, error } = await ledger(dataDir, ['status'])
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toMatch(/^the local stack at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/)
    expect(out).toMatch(/^last tick +never$/m)
    expect(out).toMatch(/^players +1: 1 active, 0 paused, 0 not found, 0 without a good answer$/m)
    expect(out).toMatch(/^queues +0 to fetch, 1 dead letters \(see `npx ledger dead-letters --help`\)$/m)
    expect(out).toMatch(/^pace +one request per 3 s, /m)
    expect(out).toMatch(/^circuit +closed$/m)
    expect(out.split('\n').length).toBeLessThan(24)

    const asJson = statusSchema.parse(JSON.parse((await ledger(dataDir, ['status', '--json'])).out))
    expect(asJson).toMatchObject({
      players: { total: 1, active: 1, paused: 0, notFound: 0 },
      queues: { fetch: 0, deadLetters: 1 },
      pace: { intervalSeconds: 3 },
    })
  })
})
