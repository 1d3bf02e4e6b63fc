import { IncomingMessage, Server, ServerResponse } from 'node:http'

/*
 * Loaded into a local stack of whatever version before anything else: counts what its DynamoDB is asked, and for how long. A
 * request for `/counted` is told it, and begins anew.
 */

/** What a stack's DynamoDB was asked. */
export interface Counted {
  requests: number
  /** What was answered. */
  bytes: number
  /** The time in which at least one request was under way. */
  ms: number
}

let counted: Counted = { requests: 0, bytes: 0, ms: 0 }
let under = 0
let since = 0

const count = (response: ServerResponse): void => {
  counted.requests += 1
  if (under === 0) since = performance.now()
  under += 1
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  response.end = ((...args: unknown[]) => {
    counted.bytes += typeof args[0] === 'string' || args[0] instanceof Uint8Array ? Buffer.byteLength(args[0]) : 0
    return end(...args)
  }) as typeof response.end
  response.once('close', () => {
    under -= 1
    if (under === 0) counted.ms += performance.now() - since
  })
}

const tell = (response: ServerResponse): void => {
  response.end(JSON.stringify(counted))
  counted = { requests: 0, bytes: 0, ms: 0 }
}

const emit = Server.prototype.emit
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
  const [request, response] = args
  if (event === 'request' && request instanceof IncomingMessage && response instanceof ServerResponse) {
    if (request.url === '/counted') {
      tell(response)
      return true
    }
    if (String(request.headers['x-amz-target']).startsWith('DynamoDB_')) count(response)
  }
  return emit.apply(this, [event, ...args] as Parameters<typeof emit>)
}
