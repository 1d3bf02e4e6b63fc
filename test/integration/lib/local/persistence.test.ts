import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LocalStack } from '../../../../lib/local/stack.ts'
import type { Resource } from '../../../../lib/local/template.ts'
import { deploy, table, temporaryFolder } from './deploy.ts'

type Endpoints = Pick<LocalStack, 'dynamodbUrl' | 'sqsUrl' | 'credentials' | 'queues'>

const clients = ({ dynamodbUrl, sqsUrl, credentials }: Endpoints) => {
  const options = { region: 'us-east-1', credentials }
  const dynamodb = new DynamoDBClient({ ...options, endpoint: dynamodbUrl })
  const sqs = new SQSClient({ ...options, endpoint: sqsUrl, useQueueUrlAsEndpoint: false })
  onTestFinished(() => {
    dynamodb.destroy()
    sqs.destroy()
  })
  return { dynamodb, sqs }
}

const write = async (stack: Endpoints, text: string): Promise<void> => {
  const { dynamodb, sqs } = clients(stack)
  await dynamodb.send(new PutItemCommand({ TableName: 'Things', Item: { PK: { S: text } } }))
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.queues.Queue!, MessageBody: text }))
}

const hasItem = async (stack: Endpoints, text: string): Promise<boolean> => {
  const get = new GetItemCommand({ TableName: 'Things', Key: { PK: { S: text } } })
  return (await clients(stack).dynamodb.send(get)).Item !== undefined
}

const receive = async (stack: Endpoints) => {
  const input = { QueueUrl: stack.queues.Queue!, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }
  const { Messages = [] } = await clients(stack).sqs.send(new ReceiveMessageCommand(input))
  return Messages
}
const bodies = async (stack: Endpoints) => (await receive(stack)).map(({ Body }) => Body)

const stores: Record<string, Resource> = {
  Things: table(),
  Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1 } },
}

describe('a stack with a data folder', () => {
  it('finds its tables and messages again, at a new address', async () => {
    const dataDir = await temporaryFolder()
    const first = await deploy({}, stores, { dataDir })
    await write(first, 'kept')
    await first.stop()
    const second = await deploy({}, stores, { dataDir })
    expect(second.sqsUrl).not.toBe(first.sqsUrl)
    expect(await hasItem(second, 'kept')).toBe(true)
    expect(await bodies(second)).toEqual(['kept'])
    const { QueueUrl } = await clients(second).sqs.send(new GetQueueUrlCommand({ QueueName: 'Queue' }))
    expect(QueueUrl).toBe(second.queues.Queue)
  })

  it('brings back a message that was in somebody’s hands', async () => {
    const dataDir = await temporaryFolder()
    const first = await deploy({}, stores, { dataDir })
    await write(first, 'taken')
    expect(await bodies(first)).toEqual(['taken'])
    await first.stop()
    const second = await deploy({}, stores, { dataDir })
    expect(await bodies(second)).toEqual(['taken'])
  })

  it('keeps a message that is made visible at once', async () => {
    const dataDir = await temporaryFolder()
    const stack = await deploy({}, stores, { dataDir })
    await write(stack, 'returned')
    const [message] = await receive(stack)
    const input = { QueueUrl: stack.queues.Queue!, ReceiptHandle: message!.ReceiptHandle!, VisibilityTimeout: 0 }
    await clients(stack).sqs.send(new ChangeMessageVisibilityCommand(input))
    expect(await bodies(stack)).toEqual(['returned'])
  })

  it('gives a stored queue the attributes of the template anew', async () => {
    const dataDir = await temporaryFolder()
    const first = await deploy({}, { ...stores, Queue: { Type: 'AWS::SQS::Queue' } }, { dataDir })
    await first.stop()
    const second = await deploy({}, stores, { dataDir })
    await write(second, 'again')
    expect([...(await bodies(second)), ...(await bodies(second))]).toEqual(['again', 'again'])
  })

  it('refuses a stored table whose keys are no longer those of the template', async () => {
    const dataDir = await temporaryFolder()
    await (await deploy({}, stores, { dataDir })).stop()
    const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }]
    const other = table({ AttributeDefinitions, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] })
    await expect(deploy({}, { Things: other }, { dataDir })).rejects.toThrow('The stored table Things has other keys')
    await (await deploy({}, stores, { dataDir })).stop()
  })

  it('is alone on its folder', async () => {
    const dataDir = await temporaryFolder()
    const first = await deploy({}, stores, { dataDir })
    await expect(deploy({}, stores, { dataDir })).rejects.toThrow(
      /^The data folder .+ is in use by another local stack/,
    )
    await first.stop()
    await deploy({}, stores, { dataDir })
  })

  it('loses nothing that it has acknowledged when it is killed', async () => {
    const dataDir = await temporaryFolder()
    const script = join(await temporaryFolder(), 'run.ts')
    const stackModule = new URL('../../../../lib/local/stack.ts', import.meta.url).href
    await writeFile(
      script,
      `import { startLocalStack } from '${stackModule}'
      const template = ${JSON.stringify({ Resources: stores })}
      const options = { template, assemblyDir: '/', dataDir: process.argv[2], port: 0, tickSeconds: 60 }
      const { stop, ...stack } = await startLocalStack(options)
      process.send(stack)`,
    )
    const child = fork(script, [dataDir], { execArgv: [] })
    const ended = once(child, 'exit')
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    const [stack] = (await once(child, 'message')) as [Endpoints]
    await write(stack, 'acknowledged')
    child.kill('SIGKILL')
    await ended
    const second = await deploy({}, stores, { dataDir })
    expect(await hasItem(second, 'acknowledged')).toBe(true)
    expect(await bodies(second)).toEqual(['acknowledged'])
  })
})
