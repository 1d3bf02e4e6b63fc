import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import { type Doorkeeper, guard } from '../access/door.ts'

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
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = Promise.withResolvers<void>()
      server.close((error) => (error ? closed.reject(error) : closed.resolve()))
      // Or else it waits up to 30 s for the clients to let go of their kept-alive connections.
      server.closeAllConnections()
      await closed.promise
    },
  }
}
