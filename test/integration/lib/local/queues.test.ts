import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import type { LocalStack } from '../../../../lib/local/stack.ts'
import { deploy, queueTo } from './deploy.ts'

const connect = ({ sqsUrl, credentials }: LocalStack): SQSClient =>
  new SQSClient({
    endpoint: sqsUrl,
    region: 'us-east-1',
    credentials,
    useQueueUrlAsEndpoint: false,
  })

const send = async (stack: LocalStack, ...bodies: string[]): Promise<void> => {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
  const client = connect(stack)
  await client.send(new SendMessageBatchCommand({ QueueUrl: stack.queues.Queue!, Entries }))
  client.destroy()
}

const receive = async (stack: LocalStack, queue: string) => {
  const input = { QueueUrl: stack.queues[queue]!, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }
  const client = connect(stack)
  const { Messages = [] } = await client.send(new ReceiveMessageCommand(input))
  client.destroy()
  return Messages.map(({ Body }) => Body)
}

/** Writes the bodies of each batch and how often they were received; fails as the expression says. */
const worker = (failures: string): string => `exports.handler = async ({ Records }) => {
  const seen = Records.map((r) => r.body + r.attributes.ApproximateReceiveCount).toSorted()
  const firstReceived = Number(Records[0].attributes.ApproximateFirstReceiveTimestamp)
  console.log(JSON.stringify({ afterMs: Date.now() - firstReceived, seen }))
  return ${failures}
}`
const seen = async (line: Promise<string>): Promise<{ afterMs: number; seen: string[] }> => JSON.parse(await line)

// Concurrent tests must take `onTestFinished` from their own context.
describe('an event source mapping', { concurrent: true }, () => {
  it('hands a message over as soon as it is sent', async ({ onTestFinished }) => {
    const code = 'exports.handler = async (event) => console.log(JSON.stringify(event))'
    const stack = await deploy({ F: { code } }, queueTo('F'), {}, onTestFinished)
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'manual' } }
    const client = connect(stack)
    const QueueUrl = stack.queues.Queue!
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }))
    client.destroy()
    const [record] = JSON.parse(await stack.lines.next('Records')).Records
    expect(record).toMatchObject({
      body: 'hello',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Queue',
      awsRegion: 'us-east-1',
      messageAttributes: { kind: { stringValue: 'manual', dataType: 'String' } },
    })
    expect(record.attributes).toMatchObject({ ApproximateReceiveCount: '1' })
    expect(Number(record.attributes.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000)
    expect(record.messageId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('brings back only the messages that failed, once their visibility timeout is over', async ({ onTestFinished }) => {
    const failures = `({ batchItemFailures: Records.filter((r) => r.body === 'b' && r.attributes.ApproximateReceiveCount === '1')
      .map((r) => ({ itemIdentifier: r.messageId })) })`
    const stack = await deploy(
      { F: { code: worker(failures) } },
      queueTo('F', { VisibilityTimeout: 3 }),
      {},
      onTestFinished,
    )
    await send(stack, 'a', 'b', 'c')
    const first = await seen(stack.lines.next('seen'))
    expect(first.seen).toEqual(['a1', 'b1', 'c1'])
    const second = await seen(stack.lines.next('seen'))
    expect(second.seen).toEqual(['b2'])
    expect(second.afterMs).toBeGreaterThanOrEqual(3_000)
  })

  it.for([
    ['throws', '(() => { throw new Error("no") })()'],
    ['runs out of time', 'new Promise(() => undefined)'],
    ['names a message that was not in the batch', '({ batchItemFailures: [{ itemIdentifier: "unknown" }] })'],
  ])('brings back the whole batch when the function %s', async ([, failures], { onTestFinished }) => {
    const first = 'Records[0].attributes.ApproximateReceiveCount === "1"'
    const code = worker(`${first} ? ${failures} : {}`)
    const stack = await deploy(
      { F: { code, properties: { Timeout: 1 } } },
      queueTo('F', { VisibilityTimeout: 2 }),
      {},
      onTestFinished,
    )
    await send(stack, 'a', 'b')
    expect((await seen(stack.lines.next('seen'))).seen).toEqual(['a1', 'b1'])
    expect((await seen(stack.lines.next('seen'))).seen).toEqual(['a2', 'b2'])
  })

  it('moves a message to the dead-letter queue when it was received too often', async ({ onTestFinished }) => {
    const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 }
    const code = worker('(() => { throw new Error("poison") })()')
    const stack = await deploy({ F: { code } }, queueTo('F', { RedrivePolicy: redrive }), {}, onTestFinished)
    await send(stack, 'poison')
    expect(await receive(stack, 'Dead')).toEqual(['poison'])
    expect(stack.lines.all.filter((line) => line.includes('seen'))).toHaveLength(2)
  })

  it('fills a batch for as long as the batching window is open', async ({ onTestFinished }) => {
    const mapping = { MaximumBatchingWindowInSeconds: 1, BatchSize: 12 }
    const stack = await deploy(
      { F: { code: worker('{}') } },
      queueTo('F', { VisibilityTimeout: 30 }, mapping),
      {},
      onTestFinished,
    )
    await send(stack, 'a')
    await send(stack, ...'bcdefghijk')
    await send(stack, 'l')
    expect((await seen(stack.lines.next('seen'))).seen).toHaveLength(12)
  })

  it('has no more batches under way than it may', async ({ onTestFinished }) => {
    const code = `exports.handler = async ({ Records }) => {
      console.log('start')
      await new Promise((done) => setTimeout(done, 100))
      console.log('end')
    }`
    const mapping = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }
    const stack = await deploy({ F: { code } }, queueTo('F', { VisibilityTimeout: 30 }, mapping), {}, onTestFinished)
    await send(stack, 'a', 'b', 'c', 'd', 'e', 'f')
    for (let ended = 0; ended < 6; ended += 1) await stack.lines.next('end')
    let under = 0
    const counts = stack.lines.all.map((line) => {
      under += line === 'end' ? -1 : 1
      return under
    })
    expect(Math.max(...counts)).toBe(2)
  })

  it('rests while it is disabled', async ({ onTestFinished }) => {
    const stack = await deploy({ F: { code: worker('{}') } }, queueTo('F', {}, { Enabled: false }), {}, onTestFinished)
    await send(stack, 'a')
    expect(await receive(stack, 'Queue')).toEqual(['a'])
  })
})
