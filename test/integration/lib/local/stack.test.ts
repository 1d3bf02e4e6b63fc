import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LocalStack } from '../../../../lib/local/stack.ts'
import type { Resource } from '../../../../lib/local/template.ts'
import { assemble, deploy, httpApi, queueTo, role, schedule, table, temporaryFolder } from './deploy.ts'

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
    const unsigned = await fetch(dynamodbUrl, { method: 'POST' })
    expect(await unsigned.json()).toMatchObject({ __type: expect.stringContaining('UnrecognizedClientException') })
  })
})

describe('the stores', () => {
  const operation = new ListTablesCommand({})

  /** One request signed with a key, with other headers besides, as a page in a browser would send them. */
  const signed = async (stack: LocalStack, secretAccessKey: string, headers: Record<string, string> = {}) => {
    const credentials = { ...stack.credentials, secretAccessKey }
    const client = new DynamoDBClient({ endpoint: stack.dynamodbUrl, region: 'us-east-1', credentials, maxAttempts: 1 })
    client.middlewareStack.add(
      (next) => async (args) => {
        Object.assign((args.request as { headers: object }).headers, headers)
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    try {
      return await client.send(operation)
    } finally {
      client.destroy()
    }
  }

  it('want the key of this run', async () => {
    const stack = await deploy({}, { Things: table() })
    const { secretAccessKey } = stack.credentials
    expect(await signed(stack, secretAccessKey)).toMatchObject({ TableNames: ['Things'] })
    await expect(signed(stack, 'local')).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    const other = await deploy({}, {})
    await expect(signed(stack, other.credentials.secretAccessKey)).rejects.toThrow('security token')
    for (const url of [stack.dynamodbUrl, stack.sqsUrl]) expect((await fetch(url, { method: 'POST' })).status).toBe(400)
  })

  it('answer no page in a browser, nor under another name, whatever the key', async () => {
    const stack = await deploy({}, { Things: table() })
    const { secretAccessKey } = stack.credentials
    const refused = { name: 'AccessDeniedException', message: expect.stringContaining('its own functions') }
    await expect(signed(stack, secretAccessKey, { origin: 'http://127.0.0.1' })).rejects.toMatchObject(refused)
    const host = `ledger.example:${new URL(stack.dynamodbUrl).port}`
    await expect(signed(stack, secretAccessKey, { host })).rejects.toMatchObject(refused)
    for (const url of [stack.dynamodbUrl, stack.sqsUrl]) {
      const asked = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://ledger.example' } })
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([403, null])
    }
  })
})

describe('a template that AWS would refuse', () => {
  const may = (...Action: string[]): Resource => role([{ Effect: 'Allow', Action, Resource: '*' }])

  it('does not start with a mapping that may not poll its queue', async () => {
    const Role = may('sqs:ReceiveMessage', 'sqs:DeleteMessage')
    await expect(deploy(functions, { ...queueTo('F'), Things: table(), Role })).rejects.toThrow(
      'Mapping: AWS would not make this mapping. User: arn:aws:sts::000000000000:assumed-role/Role/F is not authorized ' +
        'to perform: sqs:GetQueueAttributes',
    )
  })

  it('does not start with a schedule that may not invoke its function, or under a role that does not trust it', async () => {
    const F = { code: named }
    await expect(deploy({ F }, { Tick: schedule('F'), Role: may('sqs:SendMessage') })).rejects.toThrow(
      'is not authorized to perform: lambda:InvokeFunction',
    )
    const Role = may('lambda:InvokeFunction')
    Role.Properties!.AssumeRolePolicyDocument = { Statement: [] }
    await expect(deploy({ F }, { Role })).rejects.toThrow('F: its role does not trust lambda.amazonaws.com')
  })

  it('does not start with a policy that cannot be judged here', async () => {
    const Role = role([{ Effect: 'Allow', NotAction: 'dynamodb:Scan', Resource: '*' }])
    await expect(deploy({}, { Role })).rejects.toThrow(
      'Role.Policies[0].Statement[0]: the local stack cannot judge NotAct',
    )
    const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess']
    const generous = role([])
    generous.Properties!.ManagedPolicyArns = ManagedPolicyArns
    await expect(deploy({}, { Role: generous })).rejects.toThrow('does not know what arn:aws:iam::aws:policy/Admin')
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
