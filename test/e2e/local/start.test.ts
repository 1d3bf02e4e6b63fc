import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { localHelp } from '../../../lib/local/help.ts'
import { request } from '../client.ts'
import { type Program, startProgram } from '../program.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hiscore-ledger-start-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const started: Program[] = []
const start = async (environment: Record<string, string> = {}): Promise<Program> => {
  const own = { PORT: '0', DATA_DIR: dataDir, ADMIN_PASSWORD: '', ...environment }
  const program = await startProgram(['npm', 'start'], 'ready', own)
  started.push(program)
  return program
}
// A test that fails has left some running.
afterEach(() => Promise.all(started.splice(0).map(({ stop }) => stop())))

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
    expect((await readdir(dataDir)).sort()).toEqual(['admin-password', 'dynamodb', 'lock', 'runs', 'sqs'])

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

  it('keeps the password that was given, and leaves alone what it has not made', async () => {
    // As a start makes it.
    const kept = join(dataDir, 'kept')
    const first = await start({ DATA_DIR: kept, ADMIN_PASSWORD: 'correct horse' })
    expect(passwordLine(first.output())).toBe(`${made}as given`)
    expect(await first.stop()).toBe(0)
    await mkdir(join(kept, 'hiscore-ledger-backup'))

    const second = await start({ DATA_DIR: kept })
    expect(passwordLine(second.output())).toMatch(new RegExp(`^${made}as given before`))
    const body = { username: 'admin', password: 'correct horse' }
    expect((await request(second.url, 'POST', '/auth/login', { body })).status).toBe(200)
    expect(await second.stop()).toBe(0)
    expect((await readdir(kept)).sort()).toEqual(['dynamodb', 'hiscore-ledger-backup', 'lock', 'runs', 'sqs'])
    const open = async (name: string): Promise<number> => (await stat(join(kept, name))).mode & 0o077
    for (const name of await readdir(kept, { recursive: true })) {
      if (name !== 'hiscore-ledger-backup') expect([name, await open(name)]).toEqual([name, 0])
    }
    expect(await open('.')).toBe(0)
  })

  it('says what it takes, and refuses an argument that it does not know', async () => {
    const run = (...args: string[]) => promisify(execFile)('npm', ['start', '--silent', '--', ...args])
    expect((await run('--help')).stdout).toBe(`${localHelp}\n`)
    await expect(run('--port', '1')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining("Unknown option '--port'"),
    })
  })

  it('prints nothing after its address but the log, which is JSON where nobody looks on', async () => {
    const tracker = await start({ DATA_DIR: 'memory' })
    await request(tracker.url, 'GET', '/health')
    expect(await tracker.stop()).toBe(0)
    const lines = tracker.output().trimEnd().split('\n')
    const log = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
    expect(log).toContainEqual(expect.objectContaining({ message: 'request', path: '/health', status: 200 }))
    const told = lines
      .slice(lines.findIndex((line) => line.startsWith('hiscores ')))
      .filter((line) => !line.startsWith('{'))
    expect(told.map((line) => line.split(' ')[0])).toEqual(['hiscores', 'data', 'docs', 'page', 'user', 'ready'])
    expect(told.at(-1)).toBe(`ready ${tracker.url}`)
  })
})
