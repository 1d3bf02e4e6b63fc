import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { Queue } from '../../shared/pace/message.ts'

/** A queue of messages that were received too often, and the queue that they came from. */
export interface DeadLetters {
  deadLetters: Queue
  fetchQueue: Queue
}

/** A message as a person wants to see it. How often it was received says only how often somebody has looked. */
export interface DeadLetter {
  body: string
  sentAt: Date
}

// Nobody else takes a message while it is looked at or moved.
const heldSeconds = 60

// An answer that waits at all asks all servers of a queue; one that does not may miss messages and come back empty.
const waitSeconds = 2

/** Takes all messages that are there, ten at a time at most; each is hidden from others for a minute. */
async function* receiveAll({ client, url }: Queue): AsyncGenerator<Message[]> {
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: heldSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    if (Messages.length === 0) return
    yield Messages
  }
}

const release = ({ client, url }: Queue, messages: Message[]) =>
  client.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl: url,
      Entries: messages.map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      })),
    }),
  )

const remove = ({ client, url }: Queue, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))

/**
 * The dead letters. They stay, and can be had again at once. Being looked at brings none nearer to its end: nothing is
 * dropped from this queue but by age, which counts from when the message was first sent.
 */
export const listDeadLetters = async ({ deadLetters }: DeadLetters): Promise<DeadLetter[]> => {
  const held: Message[][] = []
  const seen = new Map<string, DeadLetter>()
  try {
    for await (const messages of receiveAll(deadLetters)) {
      held.push(messages)
      const known = seen.size
      for (const { MessageId = '', Body = '', Attributes } of messages) {
        seen.set(MessageId, { body: Body, sentAt: new Date(Number(Attributes?.SentTimestamp)) })
      }
      // There are so many that the first are to be had again.
      if (seen.size === known) break
    }
  } finally {
    for (const messages of held) await release(deadLetters, messages)
  }
  return [...seen.values()]
}

/** Puts all dead letters back into the queue that they came from; how many. A crash on the way doubles one, never loses it. */
export const redrive = async ({ deadLetters, fetchQueue }: DeadLetters): Promise<number> => {
  let count = 0
  for await (const messages of receiveAll(deadLetters)) {
    for (const message of messages) {
      await fetchQueue.client.send(
        new SendMessageCommand({ QueueUrl: fetchQueue.url, MessageBody: message.Body ?? '' }),
      )
      await remove(deadLetters, message)
      count += 1
    }
  }
  return count
}

/** Deletes all dead letters; how many. */
export const discard = async ({ deadLetters }: DeadLetters): Promise<number> => {
  let count = 0
  for await (const messages of receiveAll(deadLetters)) {
    for (const message of messages) {
      await remove(deadLetters, message)
      count += 1
    }
  }
  return count
}
