import { describe, expect, it } from 'vitest'
import { dynamodbAccesses, sqsAccesses, type TableKeys } from '../../../../../lib/local/access/calls.ts'

const keys = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }]
const tables: TableKeys[] = [
  {
    TableName: 'tracker',
    KeySchema: keys('PK'),
    GlobalSecondaryIndexes: [{ IndexName: 'due', KeySchema: keys('due'), Projection: {} }],
  },
  { TableName: 'auth', KeySchema: keys('PK') },
]
const arn = (table: string): string => `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`
const key = (value: string) => ({ PK: { S: value }, SK: { S: 'x' } })
const over = (operation: string, input: object) =>
  dynamodbAccesses(operation, input, tables).map(({ action, resource, context }) => [
    action,
    resource,
    context['dynamodb:LeadingKeys'],
  ])

describe('what a call of DynamoDB needs', () => {
  it('is its action on its table, under the key that it names', () => {
    expect(over('GetItem', { TableName: 'auth', Key: key('USER#a') })).toEqual([
      ['dynamodb:GetItem', arn('auth'), ['USER#a']],
    ])
    expect(over('PutItem', { TableName: 'auth', Item: key('USER#a') })).toEqual([
      ['dynamodb:PutItem', arn('auth'), ['USER#a']],
    ])
  })

  it('is for a query the key that it is about, however that is written', () => {
    const query = { TableName: 'tracker', ExpressionAttributeValues: { ':p': { S: 'PLAYER#a' }, ':s': { S: 'SNAP#' } } }
    const wanted = [['dynamodb:Query', arn('tracker'), ['PLAYER#a']]]
    expect(over('Query', { ...query, KeyConditionExpression: 'PK = :p AND begins_with(SK, :s)' })).toEqual(wanted)
    const named = { KeyConditionExpression: 'SK >= :s and #k=:p', ExpressionAttributeNames: { '#k': 'PK' } }
    expect(over('Query', { ...query, ...named })).toEqual(wanted)
  })

  it('is for an index the index, with its own key', () => {
    const query = { TableName: 'tracker', IndexName: 'due', KeyConditionExpression: 'due = :d' }
    expect(over('Query', { ...query, ExpressionAttributeValues: { ':d': { S: 'yes' } } })).toEqual([
      ['dynamodb:Query', `${arn('tracker')}/index/due`, ['yes']],
    ])
  })

  it('is for a batch one access a table, with all its keys', () => {
    const RequestItems = { auth: { Keys: [key('a'), key('b'), key('a')] }, tracker: { Keys: [key('c')] } }
    expect(over('BatchGetItem', { RequestItems })).toEqual([
      ['dynamodb:BatchGetItem', arn('auth'), ['a', 'b']],
      ['dynamodb:BatchGetItem', arn('tracker'), ['c']],
    ])
    const writes = { auth: [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('b') } }] }
    expect(over('BatchWriteItem', { RequestItems: writes })).toEqual([
      ['dynamodb:BatchWriteItem', arn('auth'), ['a', 'b']],
    ])
  })

  it('is without a key for a scan', () => {
    expect(over('Scan', { TableName: 'auth' })).toEqual([['dynamodb:Scan', arn('auth'), undefined]])
  })
})

it('a batch to a queue needs what a single message does', () => {
  const QueueUrl = 'http://127.0.0.1:1/000000000000/Queue'
  expect(sqsAccesses('SendMessageBatch', { QueueUrl })).toMatchObject([
    { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:000000000000:Queue' },
  ])
})
