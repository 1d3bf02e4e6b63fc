import dynalite from 'dynalite'
import { type Doorkeeper, guard } from '../access/door.ts'
import { closeNow, listen } from '../listening.ts'
import { mendReads } from './reads.ts'

mendReads()

export interface LocalDynamoDb {
  url: string
  close: () => Promise<void>
}

/**
 * Starts dynalite on 127.0.0.1 and a free port; with a `path` it keeps its tables there. Without a doorkeeper it lets in
 * whoever comes, which is for tests.
 */
export const startDynamoDb = async (path: string | undefined, keeper?: Doorkeeper): Promise<LocalDynamoDb> => {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) })
  if (keeper) guard(server, keeper)
  return { url: await listen(server), close: () => closeNow(server) }
}
