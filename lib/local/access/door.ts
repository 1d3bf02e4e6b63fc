import { IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is answered in place of the store; the members are those of AWS's JSON protocol. */
export interface Refused {
  status: number
  type: string
  message: string
}

/** Says why a request, read whole, is not let in; undefined when it is. */
export type Doorkeeper = (request: IncomingMessage, body: Buffer) => Refused | undefined

/** DynamoDB takes no more. */
const maxBodyBytes = 16 * 1024 * 1024

/** The same request for whoever comes after us, with its body to be read once more. */
const again = (request: IncomingMessage, body: Buffer): IncomingMessage => {
  const copy = new IncomingMessage(request.socket)
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request
  Object.assign(copy, { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor })
  copy.complete = true
  copy.push(body)
  copy.push(null)
  return copy
}

const refuse = (response: ServerResponse, { status, type, message }: Refused): void => {
  const payload = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message })
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(payload) }
  response.writeHead(status, headers).end(payload)
}

/** A page in a browser sends its origin; one that has a name of its own for 127.0.0.1 sends that as the host. */
const isForeign = ({ headers }: IncomingMessage, server: Server): boolean =>
  headers.origin !== undefined || headers.host !== `127.0.0.1:${(server.address() as AddressInfo).port}`

/**
 * Puts a doorkeeper before a store's server: in the same process, so that a call takes no further way. It reads each request
 * whole, and one that is broken off is just dropped, which dynalite would end the process for.
 */
export const guard = (server: Server, keeper: Doorkeeper): void => {
  const inside = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxBodyBytes) chunks.push(chunk)
    })
    request.on('end', () => {
      if (length > maxBodyBytes) return refuse(response, tooLarge)
      const body = Buffer.concat(chunks)
      const refused = isForeign(request, server) ? foreign : keeper(request, body)
      if (refused) return refuse(response, refused)
      for (const each of inside) each(again(request, body), response)
    })
  })
}

const tooLarge: Refused = { status: 413, type: 'RequestEntityTooLargeException', message: 'Request entity too large' }

const foreign: Refused = {
  status: 403,
  type: 'AccessDeniedException',
  message: 'The stores of the local stack answer its own functions and the `ledger` command only',
}
