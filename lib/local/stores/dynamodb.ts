import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'

export interface LocalDynamoDb {
  url: string
  close: () => Promise<void>
}

/**
 * Dynalite throws out of its handler when a client breaks off in the middle of a request, as a function that ran out of
 * time does, and that would end the whole process. Here such a request is just dropped.
 */
const tolerateAborts = (server: Server): void => {
  server.prependListener('request', (request: IncomingMessage) => {
    const on = request.on.bind(request)
    const tolerant = (event: string, listener: () => void) => on(event, event === 'error' ? () => undefined : listener)
    Object.assign(request, { on: tolerant })
  })
}

/** Starts dynalite on 127.0.0.1 and a free port; with a `path` it keeps its tables there. */
export const startDynamoDb = async (path: string | undefined): Promise<LocalDynamoDb> => {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) })
  tolerateAborts(server)
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
