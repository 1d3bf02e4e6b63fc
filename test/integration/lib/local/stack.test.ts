import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assemble, deploy, httpApi, queueTo, schedule, table, temporaryFolder } from './deploy.ts'

const named =
  'exports.handler = async () => ({ name: process.env.NAME, table: process.env.TABLE, queue: process.env.QUEUE })'
const variables = { NAME: 'template', TABLE: { Ref: 'Things' }, QUEUE: { Ref: 'Queue' } }
const functions = { F: { code: named, properties: { Environment: { Variables: variables } } } }
const resources = { ...httpApi({ 'GET /': 'F' }), ...queueTo('F'), Things: table(), Tick: schedule('F') }
const ask = async (url: string) => (await fetch(url)).json()

describe('startLocalStack', () => {
  it('gives functions the names and addresses of what they use', async () => {
    const stack = await deploy(functions, resources, { environment: { NAME: 'override' } })
    expect(await ask(stack.url)).toEqual({ name: 'override', table: 'Things', queue: stack.queues.Queue })
    expect(stack.tables).toEqual({ Things: 'Things' })
    expect(stack.queues.Queue).toBe(`${stack.sqsUrl}/000000000000/Queue`)
  })

  it('runs two stacks side by side', async () => {
    const options = { environment: { NAME: 'two' } }
    const [one, two] = await Promise.all([deploy(functions, resources), deploy(functions, resources, options)])
    expect(await ask(one.url)).toMatchObject({ name: 'template', queue: one.queues.Queue })
    expect(await ask(two.url)).toMatchObject({ name: 'two', queue: two.queues.Queue })
    await one.stop()
    expect(await ask(two.url)).toMatchObject({ name: 'two' })
  })

  it('says so when the port is taken, and leaves nothing behind', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const dataDir = await temporaryFolder()
    await expect(deploy({}, {}, { port, dataDir })).rejects.toThrow(`The port ${port} is in use`)
    await deploy({}, {}, { dataDir })
  })

  it('refuses a template that needs what has no stand-in', async () => {
    const properties = { Environment: { Variables: { KEY: { 'Fn::ImportValue': 'x' } } } }
    await expect(deploy({ F: { code: named, properties } })).rejects.toThrow('F.Environment.Variables.KEY')
    const guarded = httpApi({ 'GET /': 'F' })
    guarded.Route0!.Properties!.AuthorizationType = 'JWT'
    await expect(deploy({ F: { code: named } }, guarded)).rejects.toThrow('Route0: authorizers have no stand-in')
  })

  it('keeps DynamoDB up when a client breaks off in the middle of a request', async () => {
    const { dynamodbUrl } = await deploy({}, { Things: table() })
    const gone = Promise.withResolvers<void>()
    const socket = connect(Number(new URL(dynamodbUrl).port), '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', () => socket.resetAndDestroy())
    })
    socket.once('close', () => gone.resolve())
    await gone.promise
    expect(await (await fetch(dynamodbUrl)).text()).toContain('healthy')
  })
})

describe('stop', () => {
  it('leaves nothing that keeps the process alive, with connections and polls open', async () => {
    const folder = await temporaryFolder()
    const template = await assemble(folder, functions, resources)
    const stackModule = new URL('../../../../lib/local/stack.ts', import.meta.url).href
    const script = join(folder, 'run.ts')
    await writeFile(
      script,
      `import { startLocalStack } from '${stackModule}'
      const options = { template: ${JSON.stringify(template)}, assemblyDir: '${folder}', dataDir: '${folder}/data', port: 0, tickSeconds: 1 }
      const stack = await startLocalStack(options)
      for (const url of [stack.url, stack.dynamodbUrl, stack.sqsUrl + '/health']) await (await fetch(url)).text()
      const started = performance.now()
      await stack.stop()
      await stack.stop()
      process.send(performance.now() - started)
      process.disconnect()`,
    )
    const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    const ended = once(child, 'exit')
    const [stopMs] = await once(child, 'message')
    const stopped = performance.now()
    expect(await ended).toEqual([0, null])
    expect(stopMs).toBeLessThan(3_000)
    expect(performance.now() - stopped).toBeLessThan(3_000)
  })
})
