import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noRole } from '../../../../lib/local/access/roles.ts'
import { createFunction } from '../../../../lib/local/functions/function.ts'
import { functionSettings } from '../../../../lib/local/functions/functions.ts'
import { referencesOf } from '../../../../lib/local/references.ts'
import { assemble, Lines, temporaryFolder } from './deploy.ts'

const create = async (code: string, properties: Record<string, unknown> = {}, overrides = {}) => {
  const folder = await temporaryFolder()
  const template = await assemble(folder, { F: { code, properties } })
  const references = referencesOf(template, { sqsUrl: '', apiUrl: '' })
  const lines = new Lines()
  const settings = functionSettings(template, 'F', references, folder, overrides)
  const made = createFunction(settings, 'arn', noRole('F'), lines.add)
  onTestFinished(() => made.stop(0))
  return { folder, lines, invoke: async (event: unknown) => JSON.parse(await made.invoke(event)), made }
}

describe('a function', () => {
  it('gets events and gives results as JSON', async () => {
    const { invoke } = await create(
      'exports.handler = async (event) => ({ ...event, at: new Date(0), gone: undefined })',
    )
    expect(await invoke({ a: 1, b: undefined })).toEqual({ a: 1, at: '1970-01-01T00:00:00.000Z' })
  })

  it('may return nothing, or no promise', async () => {
    const { invoke } = await create('exports.handler = () => undefined')
    expect(await invoke({})).toBeNull()
  })

  it('is told who it is and how long it has', async () => {
    const code = `exports.handler = async (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`
    const { invoke } = await create(code, { Timeout: 7, MemorySize: 256 })
    const context = await invoke({})
    expect(context).toMatchObject({ functionName: 'F', functionVersion: '$LATEST', memoryLimitInMB: '256' })
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(context.left).toBeGreaterThan(6_000)
    expect(context.left).toBeLessThanOrEqual(7_000)
  })

  it('sees the variables of the template and of Lambda, and none of this process', async () => {
    process.env.SECRET_OF_THE_HOST = 'x'
    onTestFinished(() => {
      delete process.env.SECRET_OF_THE_HOST
    })
    const properties = { Environment: { Variables: { TABLE: 'template', PACE: '2' } } }
    const overrides = { PACE: '0.1', SOMETHING_ELSE: 'y' }
    const { invoke } = await create('exports.handler = async () => process.env', properties, overrides)
    const variables = await invoke({})
    expect(variables).toMatchObject({ TABLE: 'template', PACE: '0.1', AWS_REGION: 'us-east-1' })
    expect(variables).toMatchObject({ AWS_LAMBDA_FUNCTION_NAME: 'F', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' })
    for (const name of ['SECRET_OF_THE_HOST', 'SOMETHING_ELSE', 'PATH', 'HOME']) {
      expect(variables).not.toHaveProperty(name)
    }
  })

  it('keeps its environment between invocations, also after an error', async () => {
    const { invoke } = await create('let n = 0; exports.handler = async (fail) => { n++; if (fail) throw 1; return n }')
    expect(await invoke(false)).toBe(1)
    await expect(invoke(true)).rejects.toThrow('1')
    expect(await invoke(false)).toBe(3)
  })

  it('runs one invocation per environment, and no more environments than it may have', async () => {
    const code = `
      const { threadId } = require('node:worker_threads')
      let busy = false
      exports.handler = async () => {
        if (busy) throw new Error('two at once')
        busy = true
        await new Promise((done) => setTimeout(done, 50))
        busy = false
        return threadId
      }`
    const { invoke } = await create(code, { ReservedConcurrentExecutions: 2 })
    const threads = new Set<number>()
    const invokeSix = async (): Promise<void> => {
      for (const thread of await Promise.all(Array.from({ length: 6 }, () => invoke({})))) threads.add(thread)
    }
    while (threads.size < 2) await invokeSix()
    await invokeSix()
    expect(threads.size).toBe(2)
  })

  it('loads one environment at a time, and whoever waits takes one that is free sooner', async () => {
    const code = `
      const { threadId } = require('node:worker_threads')
      for (const end = Date.now() + 300; Date.now() < end; );
      exports.handler = async () => threadId`
    const { invoke } = await create(code)
    const threads = await Promise.all(Array.from({ length: 10 }, () => invoke({})))
    expect(new Set(threads).size).toBe(1)
  })

  it('is ended when it overruns, even in a busy loop, and works again afterwards', async () => {
    const code = 'exports.handler = async (loop) => { while (loop); return "fine" }'
    const { invoke, lines } = await create(code, { Timeout: 1 })
    await expect(invoke(true)).rejects.toThrow('Task timed out after 1.00 seconds')
    expect(await invoke(false)).toBe('fine')
    expect(lines.all.join()).toContain('Task timed out after 1.00 seconds')
  })

  it.each([
    ['process.exit', 'process.exit(7)', 'exit status 7'],
    ['an uncaught exception', 'setTimeout(() => { throw new Error("late") })', 'late'],
    ['an unhandled rejection', 'Promise.reject(new Error("nobody"))', 'nobody'],
    ['too much memory', 'const all = []; for (;;) all.push(Array.from({ length: 1e5 }, Math.random))', 'memory'],
  ])('loses only the invocation that crashed by %s', async (_, crash, message) => {
    const code = `exports.handler = async (crash) => {
      if (!crash) return 'fine'
      ${crash}
      await new Promise((done) => setTimeout(done, 5000))
    }`
    const { invoke } = await create(code, { MemorySize: 128 })
    const [crashed, other] = await Promise.allSettled([invoke(true), invoke(false)])
    expect(crashed).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(message) } })
    expect(other).toMatchObject({ status: 'fulfilled', value: 'fine' })
    expect(await invoke(false)).toBe('fine')
  })

  it('fails each invocation while it cannot be loaded', async () => {
    const { invoke } = await create('throw new Error("at the start")')
    await expect(invoke({})).rejects.toThrow('at the start')
    await expect(invoke({})).rejects.toThrow('at the start')
  })

  it('fails when its result cannot be JSON, or is too large', async () => {
    const { invoke } = await create('exports.handler = async (n) => n ? "x".repeat(n) : 1n')
    await expect(invoke(0)).rejects.toThrow('BigInt')
    await expect(invoke(7_000_000)).rejects.toThrow('Response payload size exceeded')
  })

  it('is CommonJS wherever its asset lies, and finds no package beside its bundle', async () => {
    const code = 'exports.handler = async (name) => Object.keys(require(name)).length > 0'
    const { invoke, folder } = await create(code)
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    mkdirSync(join(folder, 'node_modules', 'stray'), { recursive: true })
    writeFileSync(join(folder, 'node_modules', 'stray', 'index.js'), 'exports.a = 1')
    writeFileSync(join(folder, 'asset.F', 'near.js'), 'exports.a = 1')
    expect(await invoke('./near')).toBe(true)
    expect(await invoke('node:os')).toBe(true)
    await expect(invoke('stray')).rejects.toThrow("Cannot find module 'stray'")
  })

  it('hands its output on line by line', async () => {
    const { invoke, lines } = await create(
      'exports.handler = async () => { process.stdout.write("one\\ntw"); console.log("o"); console.error("three") }',
    )
    await invoke({})
    const written = [await lines.next('one'), await lines.next('two'), await lines.next('three')]
    expect(written.toSorted()).toEqual(['one', 'three', 'two'])
  })

  it('may finish what it does when it is stopped, within the grace', async () => {
    const { invoke, made } = await create('exports.handler = (ms) => new Promise((r) => setTimeout(r, ms, "done"))')
    await invoke(0)
    const [quick, slow] = [invoke(50), invoke(10_000)]
    quick.catch(() => undefined)
    const ended = Promise.allSettled([quick, slow])
    await made.stop(700)
    expect(await ended).toMatchObject([{ value: 'done' }, { status: 'rejected' }])
    await expect(invoke(0)).rejects.toThrow('stopping')
  })
})
