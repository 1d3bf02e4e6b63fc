import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'

// Whom to fetch, and nothing more: all else is read when it is done, so no message can be outdated.
const messageSchema = z.object({ player: z.string().check(z.minLength(1)) })

/** The player that a message asks to fetch; undefined when it is no such message. */
export const readMessage = (body: string): string | undefined => {
  try {
    return messageSchema.parse(JSON.parse(body)).player
  } catch {
    return undefined
  }
}

export interface Queue {
  readonly client: SQSClient
  readonly url: string
}

let client: SQSClient | undefined

const connect = (): SQSClient =>
  new SQSClient({
    maxAttempts: 4,
    // The endpoint comes from the environment alone, so that a local stand-in is reached wherever it listens.
    useQueueUrlAsEndpoint: false,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })

/** Opens a queue by its URL with the process-wide client, which is made when it is needed: most requests need none. */
export const openQueue = (url: string): Queue => ({
  get client() {
    client ??= connect()
    return client
  },
  url,
})

// SQS delays no message for longer.
const maxDelaySeconds = 900

/** Queues players for a fetch, at once or after a delay of up to fifteen minutes; the keys that the queue took. */
export const enqueue = async (queue: Queue, players: readonly string[], delayMs = 0): Promise<string[]> => {
  const DelaySeconds = Math.min(Math.max(0, Math.ceil(delayMs / 1000)), maxDelaySeconds)
  const taken: string[] = []
  for (let start = 0; start < players.length; start += 10) {
    const batch = players.slice(start, start + 10)
    const { Successful = [] } = await queue.client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: batch.map((player, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify({ player }),
          ...(DelaySeconds > 0 && { DelaySeconds }),
        })),
      }),
    )
    taken.push(...Successful.flatMap(({ Id }) => batch[Number(Id)] ?? []))
  }
  return taken
}

/** How many messages wait in a queue, are put off to a later moment, and are in a worker's hands, approximately. */
export const depth = async (queue: Queue): Promise<{ waiting: number; delayed: number; inHand: number }> => {
  const { Attributes } = await queue.client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queue.url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  )
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
    inHand: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  }
}
