import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const entry = fileURLToPath(new URL('../../../bin/local.ts', import.meta.url))

let child: ChildProcess

/** Starts the local stack and reads what it says until it is ready, and nothing after that; its address. */
const start = async (): Promise<string> => {
  const env = { ...process.env, PORT: '0', DATA_DIR: 'memory', TICK_SECONDS: '3600' }
  child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    said += chunk
    const [, url] = /^ready (http:\S+)$/m.exec(said) ?? []
    if (url) return url
  }
  throw new Error(`it ended before it was ready: ${said}`)
}

afterEach(() => {
  child.kill('SIGKILL')
})

describe('a local stack whose output nobody reads', () => {
  it('answers on, and ends when it is told to', async () => {
    const url = await start()
    // A pipe takes 64 KB, and a line of the log has a fifth of one.
    const answers = async (): Promise<number> => {
      const statuses: number[] = []
      for (let asked = 0; asked < 60; asked++) {
        const response = await fetch(`${url}/health`, { headers: { 'x-request-id': 'a'.repeat(64) } })
        await response.arrayBuffer()
        statuses.push(response.status)
      }
      return statuses.filter((status) => status === 200).length
    }
    expect(await Promise.all(Array.from({ length: 10 }, answers))).toEqual(Array(10).fill(60))
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    expect(await exited).toEqual([0, null])
  })

  it('goes on when whoever has read is gone', async () => {
    const url = await start()
    child.stdout!.destroy()
    child.stderr!.destroy()
    for (let asked = 0; asked < 3; asked++) expect((await fetch(`${url}/health`)).status).toBe(200)
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    expect(await exited).toEqual([0, null])
  })
})
