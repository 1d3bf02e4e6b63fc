import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'

/** A queue of messages that were received too often, and the queue that they came from. */
export interface DeadLetters {
  client: SQSClient
  deadLetters: string
  fetchQueue: string
}

/** A message as a person wants to see it. */
export interface DeadLetter {
  body: string
  sentAt: Date
  received: number
}

// Nobody else takes a message while it is looked at or moved.
const heldSeconds = 60

/** Takes all messages that are there, one after another; each is hidden from others for a minute. */
async function* receiveAll({ client, deadLetters }: DeadLetters): AsyncGenerator<Message> {
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetters,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: heldSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    )
    if (Messages.length === 0) return
    yield* Messages
  }
}

const remove = ({ client, deadLetters }: DeadLetters, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl: deadLetters, ReceiptHandle }))

/** The dead letters. They stay, and can be had again at once. */
export const listDeadLetters = async (queues: DeadLetters): Promise<DeadLetter[]> => {
  const messages: Message[] = []
  for await (const message of receiveAll(queues)) messages.push(message)
  const { client, deadLetters: QueueUrl } = queues
  for (const { ReceiptHandle } of messages) {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
  }
  return messages.map(({ Body = '', Attributes }) => ({
    body: Body,
    sentAt: new Date(Number(Attributes?.SentTimestamp)),
    received: Number(Attributes?.ApproximateReceiveCount),
  }))
}

/** Puts all dead letters back into the queue that they came from; how many. A crash on the way doubles one, never loses it. */
export const redrive = async (queues: DeadLetters): Promise<number> => {
  let count = 0
  for await (const message of receiveAll(queues)) {
    await queues.client.send(new SendMessageCommand({ QueueUrl: queues.fetchQueue, MessageBody: message.Body ?? '' }))
    await remove(queues, message)
    count += 1
  }
  return count
}

/** Deletes all dead letters; how many. */
export const discard = async (queues: DeadLetters): Promise<number> => {
  let count = 0
  for await (const message of receiveAll(queues)) {
    await remove(queues, message)
    count += 1
  }
  return count
}
