import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { Credentials } from '../access/signature.ts'
import { physicalName, region } from '../references.ts'
import { type References, reader, type Template } from '../template.ts'

type Index = Pick<GlobalSecondaryIndex, 'IndexName' | 'KeySchema' | 'Projection'>
type Keys = Pick<CreateTableCommandInput, 'KeySchema'> & { GlobalSecondaryIndexes?: Index[] | undefined }

const indexOf = ({ IndexName, KeySchema, Projection }: Index): GlobalSecondaryIndex => ({
  IndexName,
  KeySchema,
  Projection,
})

/** Reads a table from the template as the request that creates it, on demand. */
export const tableOf = (template: Template, id: string, references: References): CreateTableCommandInput => {
  const read = reader(template, id, references)
  const indexes = read<Index[]>('GlobalSecondaryIndexes')?.map(indexOf)
  const locals = read<Index[]>('LocalSecondaryIndexes')?.map(indexOf)
  return {
    TableName: physicalName(template, id),
    AttributeDefinitions: read('AttributeDefinitions'),
    KeySchema: read('KeySchema'),
    BillingMode: 'PAY_PER_REQUEST',
    ...(indexes?.length && { GlobalSecondaryIndexes: indexes }),
    ...(locals?.length && { LocalSecondaryIndexes: locals }),
  }
}

/** Keys and indexes as text, the same for the same layout in whatever order it is given. */
const layout = ({ KeySchema, GlobalSecondaryIndexes = [] }: Keys): string => {
  const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection: projection }) =>
    JSON.stringify([
      IndexName,
      keys?.map(({ AttributeName, KeyType }) => [KeyType, AttributeName]),
      projection?.ProjectionType,
      projection?.NonKeyAttributes?.toSorted(),
    ]),
  )
  return JSON.stringify([KeySchema?.map(({ AttributeName, KeyType }) => [KeyType, AttributeName]), indexes.toSorted()])
}

const existing = async (client: DynamoDBClient, name: string): Promise<Keys | undefined> => {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table as Keys
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

const ensure = async (client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> => {
  const present = await existing(client, table.TableName!)
  if (present && layout(present) !== layout(table as Keys)) {
    throw new Error(
      `The stored table ${table.TableName} has other keys or indexes than the template, and the local DynamoDB cannot ` +
        'change them. Use another data folder, or remove this one.',
    )
  }
  if (!present) await client.send(new CreateTableCommand(table))
  const wait = { client, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.05 }
  await waitUntilTableExists(wait, { TableName: table.TableName! })
}

/** Creates the tables that are not there yet. Throws when a stored one has other keys or indexes. */
export const createTables = async (
  url: string,
  credentials: Credentials,
  tables: readonly CreateTableCommandInput[],
): Promise<void> => {
  const client = new DynamoDBClient({ endpoint: url, region, credentials })
  try {
    await Promise.all(tables.map((table) => ensure(client, table)))
  } finally {
    client.destroy()
  }
}
