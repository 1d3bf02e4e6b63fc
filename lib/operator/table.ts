import { DynamoDBClient, DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { openTable, type Table } from '../../shared/dynamodb.ts'
import { localConnection, reasonOf, runningStack, UnreachableError } from './stack-file.ts'

/** A table of a deployed stack, with credentials and region from the environment, as every AWS tool takes them. */
export const deployedTable = (name: string): Table => openTable(name)

/** A table of the local stack that keeps its data in `dataDir`. Throws `UnreachableError` when none is running. */
export const localTable = (dataDir: string, which: 'authTable' | 'trackerTable'): Table => {
  const stack = runningStack(dataDir, which === 'authTable' ? '--table' : '--tracker and --auth')
  const client = new DynamoDBClient({ ...localConnection, endpoint: stack.dynamodbUrl })
  return { client: DynamoDBDocumentClient.from(client), name: stack[which] }
}

const sentence = (error: Error, { name }: Table): string | undefined => {
  if (error instanceof ResourceNotFoundException) return `There is no table "${name}" in this account and region.`
  if (error instanceof DynamoDBServiceException) return `DynamoDB refused: ${error.message}`
  return reasonOf(error)
}

/** Runs something on a table. What is wrong with the way to the table is thrown as `UnreachableError`. */
export const onTable = async <T>(table: Table, work: (table: Table) => Promise<T>): Promise<T> => {
  try {
    return await work(table)
  } catch (error) {
    const reason = error instanceof Error ? sentence(error, table) : undefined
    throw reason === undefined ? error : new UnreachableError(reason)
  } finally {
    table.client.destroy()
  }
}
