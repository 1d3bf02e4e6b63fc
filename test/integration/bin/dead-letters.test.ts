import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalSqs, startSqs } from '../../../lib/local/queues/sqs.ts'
import { queueUrl } from '../../../lib/local/references.ts'
import { writeStackFile } from '../../stack-file.ts'

const script = fileURLToPath(new URL('../../../bin/dead-letters.ts', import.meta.url))

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

const run = (...args: string[]): Promise<{ code: number; output: string; error: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { env: { ...process.env, DATA_DIR: dataDir } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout, error: stderr }),
    )
  })

const send = (body: string) => sqs.call('SendMessage', { QueueUrl: url('dead'), MessageBody: body })
const bodiesIn = async (name: string): Promise<string[]> => {
  const input = { QueueUrl: url(name), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }
  const { Messages = [] } = await sqs.call<{ Messages?: { Body: string }[] }>('ReceiveMessage', input)
  return Messages.map(({ Body }) => Body).sort()
}

describe('npm run dead-letters', () => {
  it('lists what is there, and leaves it there', async () => {
    await send('not a message')
    for (let round = 0; round < 2; round++) {
      const { code, output } = await run('list')
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('not a message\n1 in all.') })
    }
  })

  it('puts everything back into the fetch queue', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => `{"player":"p${index}"}`)
    for (const body of bodies) await send(body)
    expect(await run('redrive')).toMatchObject({ code: 0, output: '12 put back into the fetch queue.\n' })
    expect(await bodiesIn('dead')).toEqual([])
    expect(bodies).toEqual(expect.arrayContaining(await bodiesIn('fetch')))
  })

  it('deletes what is of no use', async () => {
    await send('not a message')
    expect(await run('discard')).toMatchObject({ code: 0, output: '1 deleted.\n' })
    expect(await run('list')).toMatchObject({ output: '0 in all.\n' })
  })

  it('says what is wrong when nothing runs there, or the command is none', async () => {
    for (const none of ['eat', 'constructor']) {
      expect(await run(none)).toMatchObject({ code: 2, error: expect.stringContaining('Usage') })
    }
    expect(await run('list', '--queue', url('fetch'))).toMatchObject({ code: 2 })
    writeStackFile(dataDir, {})
    expect(await run('list')).toMatchObject({ code: 1, error: expect.stringContaining('Nothing listens') })
    rmSync(join(dataDir, 'stack.json'))
    expect(await run('list')).toMatchObject({ code: 1, error: expect.stringContaining('No local stack is running') })
  })
})
