import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Has a server listen on 127.0.0.1 alone, at a free port unless one is given; its URL. Throws what keeps it from that. */
export const listen = async (server: Server, port = 0): Promise<string> => {
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(port, '127.0.0.1', listening.resolve)
  await listening.promise
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Closes a server, whatever its clients keep open: it would wait up to 30 s for them to let go of that. */
export const closeNow = async (server: Server): Promise<void> => {
  const closed = Promise.withResolvers<void>()
  server.close((error) => (error ? closed.reject(error) : closed.resolve()))
  server.closeAllConnections()
  await closed.promise
}
