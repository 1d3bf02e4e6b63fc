import type { IncomingMessage } from 'node:http'
import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { functionArn, queueArn, tableArn } from '../references.ts'
import { invokedBy } from './invoked.ts'
import type { Access } from './policy.ts'

type Keys = CreateTableCommandInput['KeySchema']
/** A table as far as its keys go. */
export type TableKeys = Pick<CreateTableCommandInput, 'TableName' | 'KeySchema' | 'GlobalSecondaryIndexes'>
type Item = Record<string, AttributeValue>

/** The parts of a request that say what it touches. */
interface Request {
  TableName?: string
  IndexName?: string
  Key?: Item
  Item?: Item
  RequestItems?: Record<string, { Keys?: Item[] } | { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>
  KeyConditionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Item
}

// The stand-in for the encrypted way to AWS is this machine's own loopback.
const overTls = { 'aws:SecureTransport': ['true'] }

const partitionKey = (keys: Keys): string => keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? ''

const text = (value: AttributeValue | undefined): string[] => {
  const [plain] = value ? Object.values(value) : []
  return plain === undefined ? [] : [String(plain)]
}

/** The value that a query compares the partition key with. */
const queried = (name: string, request: Request): string[] => {
  const { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = request
  for (const [, left = '', right = ''] of KeyConditionExpression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)) {
    if ((ExpressionAttributeNames[left] ?? left) === name) return text(ExpressionAttributeValues[right])
  }
  return []
}

const batched = (request: NonNullable<Request['RequestItems']>[string]): Item[] =>
  Array.isArray(request)
    ? request.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {})
    : (request.Keys ?? [])

/**
 * What a call of DynamoDB needs to be allowed: one access for each table that it names. `dynamodb:LeadingKeys` are the
 * values of the partition key, of the index where one is queried; a scan has none.
 */
export const dynamodbAccesses = (operation: string, body: object, tables: readonly TableKeys[]): Access[] => {
  const request = body as Request
  const access = (table: string, index: string | undefined, leading: (key: string) => string[]): Access => {
    const known = tables.find(({ TableName }) => TableName === table)
    const indexed = known?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index)
    const keys = leading(partitionKey(index === undefined ? known?.KeySchema : indexed?.KeySchema))
    return {
      action: `dynamodb:${operation}`,
      resource: `${tableArn(table)}${index === undefined ? '' : `/index/${index}`}`,
      context: { ...overTls, ...(keys.length > 0 && { 'dynamodb:LeadingKeys': [...new Set(keys)] }) },
    }
  }
  if (request.RequestItems) {
    return Object.entries(request.RequestItems).map(([table, asked]) =>
      access(table, undefined, (key) => batched(asked).flatMap((item) => text(item[key]))),
    )
  }
  const one = request.Key ?? request.Item
  return [access(request.TableName ?? '*', request.IndexName, (key) => (one ? text(one[key]) : queried(key, request)))]
}

/** What a call of Lambda needs to be allowed; undefined where it is none that invokes a function. */
export const lambdaAccesses = (request: Pick<IncomingMessage, 'method' | 'url'>): Access[] | undefined => {
  const name = invokedBy(request)
  return name === undefined
    ? undefined
    : [{ action: 'lambda:InvokeFunction', resource: functionArn(name), context: overTls }]
}

/** What a call of SQS needs to be allowed; a batch needs what its single calls would. */
export const sqsAccesses = (operation: string, body: object): Access[] => {
  const { QueueUrl, QueueName } = body as { QueueUrl?: string; QueueName?: string }
  const name = QueueName ?? QueueUrl?.split('/').at(-1) ?? '*'
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueArn(name), context: overTls }]
}
