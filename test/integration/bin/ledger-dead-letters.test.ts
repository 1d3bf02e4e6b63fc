import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalSqs, startSqs } from '../../../lib/local/queues/sqs.ts'
import { queueUrl } from '../../../lib/local/references.ts'
import { type Ended, ledger } from '../../ledger.ts'
import { writeStackFile } from '../../stack-file.ts'

let sqs: LocalSqs
let dataDir: string
const url = (name: string): string => queueUrl(sqs.url, name)

beforeEach(async () => {
  sqs = await startSqs(undefined)
  for (const name of ['fetch', 'dead']) sqs.putQueue(name, {})
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-letters-'))
  writeStackFile(dataDir, { sqsUrl: sqs.url, fetchQueue: url('fetch'), deadLetters: url('dead') })
})
afterEach(async () => {
  await sqs.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ended> => ledger(dataDir, ['dead-letters', ...args])

const send = (body: string) => sqs.call('SendMessage', { QueueUrl: url('dead'), MessageBody: body })
const bodiesIn = async (name: string): Promise<string[]> => {
  const input = { QueueUrl: url(name), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }
  const { Messages = [] } = await sqs.call<{ Messages?: { Body: string }[] }>('ReceiveMessage', input)
  return Messages.map(({ Body }) => Body).sort()
}

describe('ledger dead-letters', () => {
  it('lists what is there, and leaves it there', async () => {
    await send('not a message')
    for (let round = 0; round < 2; round++) {
      const { code, out } = await run('list')
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('not a message\n1 in all.') })
    }
  })

  it('shows what was sent when, and more than one answer of the queue holds', async () => {
    const bodies = Array.from({ length: 25 }, (_, index) => `{"player":"p${index}"}`)
    for (const body of bodies) await send(body)
    const { out } = await run('list')
    const lines = out.trimEnd().split('\n')
    expect(lines.pop()).toBe('25 in all.')
    expect(lines.map((line) => line.split('  ')[1]).sort()).toEqual(bodies.sort())
    for (const line of lines) expect(Date.parse(line.split('  ')[0]!)).toBeGreaterThan(Date.now() - 60_000)
  })

  it('puts everything back into the fetch queue', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => `{"player":"p${index}"}`)
    for (const body of bodies) await send(body)
    expect(await run('redrive')).toMatchObject({ code: 0, out: '12 put back into the fetch queue.\n' })
    expect(await bodiesIn('dead')).toEqual([])
    expect(bodies).toEqual(expect.arrayContaining(await bodiesIn('fetch')))
  })

  it('deletes what is of no use', async () => {
    await send('not a message')
    expect(await run('discard')).toMatchObject({ code: 0, out: '1 deleted.\n' })
    expect(await run('list')).toMatchObject({ out: '0 in all.\n' })
  })

  it('says what is wrong when nothing runs there, or the command is none', async () => {
    for (const none of ['eat', 'constructor']) {
      expect(await run(none)).toMatchObject({ code: 2, error: expect.stringContaining('--help') })
    }
    expect(await run('list', '--queue', url('fetch'))).toMatchObject({ code: 2 })
    expect(await run()).toMatchObject({ code: 2, error: expect.stringContaining('Usage') })
    writeStackFile(dataDir, {})
    expect(await run('list')).toMatchObject({ code: 1, error: expect.stringContaining('Nothing listens') })
    rmSync(join(dataDir, 'stack.json'))
    expect(await run('list')).toMatchObject({ code: 1, error: expect.stringContaining('No local stack is running') })
  })
})
