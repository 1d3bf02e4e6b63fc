import { randomUUID } from 'node:crypto'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Credentials } from '../lib/local/access/signature.ts'
import { startDynamoDb } from '../lib/local/stores/dynamodb.ts'
import type { Table } from '../shared/dynamodb.ts'

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
const number = (AttributeName: string) => ({ AttributeName, AttributeType: 'N' as const })
const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
]
const index = (IndexName: string, partition: string, sort: string) => ({
  IndexName,
  KeySchema: keys(partition, sort),
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
})

/** The two tables as the stack defines them. */
const definitions: CreateTableCommandInput[] = [
  {
    TableName: 'tracker',
    AttributeDefinitions: [string('PK'), string('SK'), string('due'), number('nextFetchAt'), string('list')],
    KeySchema: keys('PK', 'SK'),
    GlobalSecondaryIndexes: [index('due', 'due', 'nextFetchAt'), index('names', 'list', 'PK')],
    BillingMode: 'PAY_PER_REQUEST',
  },
  {
    TableName: 'auth',
    AttributeDefinitions: [string('PK'), string('SK')],
    KeySchema: keys('PK', 'SK'),
    BillingMode: 'PAY_PER_REQUEST',
  },
]

/** A DynamoDB of a test file's own, in memory, with both tables, empty. */
export interface TestDynamoDB {
  tracker: Table
  auth: Table
  /** Where it answers, for code that makes its own client: `http://127.0.0.1:PORT`. */
  url: string
  close: () => Promise<void>
}

/** A table of a DynamoDB that runs at this address, with a client of its own. */
export const tableAt = (url: string, name: string, credentials: Credentials): Table => ({
  client: DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials }), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  name,
})

/** The DynamoDB Local that the tests are to use instead; it gives each access key tables of its own. */
const elsewhere = process.env.DYNAMODB_ENDPOINT

/** Starts one; takes some 0.1 s, so a test file starts it once, in `beforeAll`, and closes it in `afterAll`. */
export const startDynamoDB = async (at = elsewhere): Promise<TestDynamoDB> => {
  const { url, close } = at ? { url: at, close: async () => undefined } : await startDynamoDb(undefined)
  const accessKeyId = randomUUID().replaceAll('-', '')
  const tracker = tableAt(url, 'tracker', { accessKeyId, secretAccessKey: 'test' })
  const { client } = tracker
  for (const definition of definitions) {
    await client.send(new CreateTableCommand(definition))
    const describe = new DescribeTableCommand({ TableName: definition.TableName })
    while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE');
  }
  return {
    tracker,
    auth: { client, name: 'auth' },
    url,
    close: async () => {
      client.destroy()
      await close()
    },
  }
}
