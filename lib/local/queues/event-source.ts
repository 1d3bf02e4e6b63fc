import type { Message } from '@aws-sdk/client-sqs'
import type { LocalFunction } from '../functions/function.ts'
import { type Log, report } from '../log.ts'
import type { LocalSqs } from './sqs.ts'
import { failedMessages, sqsEvent } from './sqs-event.ts'

/** An event source mapping as the template describes it. */
export interface EventSource {
  queue: { name: string; arn: string; url: string }
  function: LocalFunction
  batchSize: number
  /** How long a batch may wait for more messages after its first. */
  windowMs: number
  /** How many batches may be under way at once. */
  concurrency: number
  /** `ReportBatchItemFailures`: whether the function's result says which messages failed. */
  reportsFailures: boolean
}

/** The most messages of one SQS call. */
const callBatch = 10

/** A poller that waited in vain asks again, as on AWS; no message is waited for any longer by that. */
const longestWaitSeconds = 20

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

/** A mapping at work. */
export interface Poller {
  /** Receives no more; batches under way go on. */
  stop: () => Promise<void>
  /** Settles once no batch is under way, after `stop`. */
  drained: () => Promise<void>
}

/**
 * Hands the messages of a queue to a function, a batch at a time, and deletes those that it did not fail on. The others
 * come back when their visibility timeout is over.
 */
export const poll = (source: EventSource, sqs: LocalSqs, log: Log): Poller => {
  const { queue } = source
  let stopped = false
  const running = new Set<Promise<void>>()
  let freed = Promise.withResolvers<void>()

  const take = async (limit: number): Promise<Message[]> => {
    const { Messages = [] } = await sqs.call<{ Messages?: Message[] }>('ReceiveMessage', {
      QueueUrl: queue.url,
      MaxNumberOfMessages: Math.min(limit, callBatch),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return Messages
  }

  // The wait is not left to ReceiveMessage, which could not be told that the mapping stops while it is on its way.
  const receive = async (limit: number, waitSeconds: number): Promise<Message[]> => {
    const messages = await take(limit)
    if (messages.length > 0 || stopped) return messages
    await sqs.messagesWithin(queue.name, waitSeconds)
    return stopped ? [] : take(limit)
  }

  const collect = async (): Promise<Message[]> => {
    const batch = await receive(source.batchSize, longestWaitSeconds)
    const until = Date.now() + source.windowMs
    while (batch.length > 0 && batch.length < source.batchSize && Date.now() < until && !stopped) {
      const seconds = Math.min(longestWaitSeconds, (until - Date.now()) / 1_000)
      batch.push(...(await receive(source.batchSize - batch.length, seconds)))
    }
    return batch
  }

  const entries = (messages: readonly Message[]) =>
    messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }))

  const remove = async (messages: readonly Message[]): Promise<void> => {
    for (const some of chunks(messages, callBatch)) {
      await sqs.call('DeleteMessageBatch', { QueueUrl: queue.url, Entries: entries(some) })
    }
  }

  /** A batch that was received while the mapping was being stopped goes back at once. */
  const giveBack = async (messages: readonly Message[]): Promise<void> => {
    for (const some of chunks(messages, callBatch)) {
      const visible = entries(some).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
      await sqs.call('ChangeMessageVisibilityBatch', { QueueUrl: queue.url, Entries: visible })
    }
  }

  const handle = async (messages: readonly Message[]): Promise<void> => {
    const ids = new Set(messages.map(({ MessageId }) => MessageId!))
    let failed: ReadonlySet<string> = ids
    try {
      const payload = await source.function.invoke(sqsEvent(messages, queue.arn))
      failed = source.reportsFailures ? failedMessages(payload, ids) : new Set()
    } catch {
      // The function has logged it; the whole batch failed.
    }
    await remove(messages.filter(({ MessageId }) => !failed.has(MessageId!)))
  }

  const oops = (error: unknown): void =>
    report(log, 'ERROR', 'event source mapping failed', { queue: queue.arn, error: String(error) })

  const start = (messages: readonly Message[]): void => {
    const done = handle(messages)
      .catch(oops)
      .then(() => {
        running.delete(done)
        freed.resolve()
      })
    running.add(done)
  }

  const loop = async (): Promise<void> => {
    while (!stopped) {
      if (running.size >= source.concurrency) {
        freed = Promise.withResolvers()
        await freed.promise
        continue
      }
      const messages = await collect()
      if (messages.length === 0) continue
      if (stopped) await giveBack(messages)
      else start(messages)
    }
  }
  const ended = loop().catch(oops)

  return {
    stop: async () => {
      stopped = true
      freed.resolve()
      sqs.wakeAll()
      await ended
    },
    drained: async () => {
      await Promise.all(running)
    },
  }
}
