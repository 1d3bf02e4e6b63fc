import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs'
import { region } from '../references.ts'

/** Message attributes as a function gets them: in camel case, and with lists that are always empty. */
const attributesOf = (attributes: Record<string, MessageAttributeValue>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        // Read from JSON, where it is still base64, as it is in the event.
        ...(BinaryValue !== undefined && { binaryValue: String(BinaryValue) }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  )

/** Makes the event that an SQS event source mapping sends to a function. */
export const sqsEvent = (messages: readonly Message[], eventSourceARN: string) => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: attributesOf(message.MessageAttributes ?? {}),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: region,
  })),
})

/**
 * Which messages of a batch a function reports as failed, from its result as JSON text. No list, or an empty one, means
 * none; anything else than a list of ids of this batch means all of them, as on AWS.
 */
export const failedMessages = (payload: string, batch: ReadonlySet<string>): ReadonlySet<string> => {
  const result: unknown = JSON.parse(payload)
  if (result === null) return new Set()
  if (typeof result !== 'object' || Array.isArray(result)) return batch
  const failures = (result as { batchItemFailures?: unknown }).batchItemFailures ?? []
  if (!Array.isArray(failures)) return batch
  const ids = failures.map((failure: unknown) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every((id) => typeof id === 'string' && batch.has(id)) ? new Set(ids as string[]) : batch
}
