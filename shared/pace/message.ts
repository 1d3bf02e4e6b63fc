import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'

// Whom to fetch, and how often that was put off; all else is read when it is done, so no message can be outdated.
const messageSchema = z.object({
  player: z.string().check(z.minLength(1)),
  rounds: z._default(z.int().check(z.gte(0)), 0),
})

/** Asks to fetch a player; `rounds` is how often it, or another one of its batch, came back to the queue as a new message. */
export type Message = z.output<typeof messageSchema>

/** What a message says; undefined when it is no such message. */
export const readMessage = (body: string): Message | undefined => {
  try {
    return messageSchema.parse(JSON.parse(body))
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

/** How long each message is delayed, in milliseconds: all of them alike, or each by itself. */
type Delays = number | readonly number[]

/** Sends messages, at once or after delays of up to fifteen minutes; those that the queue took. */
const send = async (queue: Queue, messages: readonly Message[], delays: Delays): Promise<Message[]> => {
  const secondsOf = (place: number): number => {
    const delayMs = typeof delays === 'number' ? delays : (delays[place] ?? 0)
    return Math.min(Math.max(0, Math.ceil(delayMs / 1000)), maxDelaySeconds)
  }
  // What comes up at one time goes by one request, lest a fetcher that waits finds a part of it.
  const endOf = (start: number): number => {
    const alike = messages.findIndex((_, place) => place > start && secondsOf(place) !== secondsOf(start))
    return Math.min(start + 10, alike < 0 ? messages.length : alike)
  }
  const taken: Message[] = []
  for (let start = 0; start < messages.length; start = endOf(start)) {
    const batch = messages.slice(start, endOf(start))
    const { Successful = [] } = await queue.client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: batch.map(({ player, rounds }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify({ player, ...(rounds > 0 && { rounds }) }),
          ...(secondsOf(start + index) > 0 && { DelaySeconds: secondsOf(start + index) }),
        })),
      }),
    )
    taken.push(...Successful.flatMap(({ Id }) => batch[Number(Id)] ?? []))
  }
  return taken
}

/** Queues players for a fetch, at once or after delays of up to fifteen minutes; the keys that the queue took. */
export const enqueue = async (queue: Queue, players: readonly string[], delays: Delays = 0): Promise<string[]> => {
  const messages = players.map((player) => ({ player, rounds: 0 }))
  return (await send(queue, messages, delays)).map(({ player }) => player)
}

// Lambda ends a function that sends to its own queue after some sixteen rounds, counted by the longest line in a batch.
const mostRounds = 8

/**
 * Puts some players of a batch of messages off: as new messages, because those at hand would count as received once more and end
 * with the dead letters. What was put off too often is dropped, and left to the schedule.
 */
export const putOff = async (
  queue: Queue,
  batch: readonly Message[],
  players: readonly string[],
  delayMs: number,
): Promise<void> => {
  const rounds = Math.max(0, ...batch.map((message) => message.rounds)) + 1
  const again = players.map((player) => ({ player, rounds }))
  if (rounds <= mostRounds) await send(queue, again, delayMs)
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
