import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from '../client.ts'
import { startProgram } from '../program.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hiscore-ledger-start-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const start = (environment: Record<string, string> = {}) =>
  startProgram(['npm', 'start'], 'ready', { PORT: '0', DATA_DIR: dataDir, ADMIN_PASSWORD: '', ...environment })

const isListening = async (url: string): Promise<boolean> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const made = 'user admin, password '
const passwordLine = (output: string): string => output.split('\n').find((line) => line.startsWith(made))!

describe('npm start', () => {
  it('serves, and ends with everything that it started', async () => {
    const tracker = await start()
    const password = passwordLine(tracker.output()).slice(made.length)
    expect(password).toHaveLength(16)
    const login = await request(tracker.url, 'POST', '/auth/login', { body: { username: 'admin', password } })
    expect(login.status).toBe(200)

    const [simulator] = /(?<=^hiscores )\S+/m.exec(tracker.output())!
    expect(await isListening(simulator)).toBe(true)
    // Its output is closed when nobody holds it any more: npm has left no child behind.
    const closed = once(tracker.process, 'close')
    tracker.process.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
    expect(await isListening(tracker.url)).toBe(false)
    expect(await isListening(simulator)).toBe(false)
    expect((await readdir(dataDir)).sort()).toEqual(['admin-password', 'dynamodb', 'lock', 'sqs'])

    const again = await start({ PORT: new URL(tracker.url).port })
    expect(again.url).toBe(tracker.url)
    expect(passwordLine(again.output())).toBe(made + password)
    // Ctrl-C reaches the program twice: from the terminal, and passed on by npm.
    again.process.kill('SIGINT')
    expect(await again.stop()).toBe(0)
  })

  it('says why it cannot share its data or its port with another one', async () => {
    const { url, stop } = await start()
    const { port } = new URL(url)
    try {
      await Promise.all([
        expect(start()).rejects.toThrow(`The data folder ${dataDir} is in use by another local stack.`),
        expect(start({ DATA_DIR: 'memory', PORT: port })).rejects.toThrow(`The port ${port} is in use`),
      ])
    } finally {
      expect(await stop()).toBe(0)
    }
  })
})
