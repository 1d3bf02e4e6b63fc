import { describe, expect, it } from 'vitest'
import { failedMessages, sqsEvent } from '../../../../../lib/local/queues/sqs-event.ts'

describe('sqsEvent', () => {
  it('has one record per message, in the shape of Lambda', () => {
    const message = {
      MessageId: 'm1',
      ReceiptHandle: 'r1',
      Body: '{"a":1}',
      MD5OfBody: 'abc',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: '17' },
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'manual' } },
      MD5OfMessageAttributes: 'def',
    }
    expect(sqsEvent([message], 'arn:aws:sqs:us-east-1:000000000000:Tasks')).toEqual({
      Records: [
        {
          messageId: 'm1',
          receiptHandle: 'r1',
          body: '{"a":1}',
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: '17' },
          messageAttributes: {
            kind: { stringValue: 'manual', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfMessageAttributes: 'def',
          md5OfBody: 'abc',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Tasks',
          awsRegion: 'us-east-1',
        },
      ],
    })
  })
})

describe('failedMessages', () => {
  const batch = new Set(['a', 'b', 'c'])
  const failed = (result: unknown) => [...failedMessages(JSON.stringify(result), batch)]

  it.each([[null], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])('none for %j', (result) => {
    expect(failed(result)).toEqual([])
  })

  it('those that are named', () => {
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['b'])
  })

  it.each([
    [{ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'unknown' }] }],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ id: 'b' }] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: 'b' }],
    ['done'],
    [['b']],
  ])('all for %j', (result) => {
    expect(failed(result)).toEqual(['a', 'b', 'c'])
  })
})
