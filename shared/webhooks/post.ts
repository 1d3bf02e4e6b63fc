import { lookup as resolveName } from 'node:dns'
import { type IncomingMessage, type RequestOptions, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { userAgent } from '../user-agent.ts'
import { isPublic } from './addresses.ts'

/** What a receiver answered, as much of it as is wanted; or why there is no answer, in words. */
export type Reply = { status: number; headers: IncomingMessage['headers']; body: string } | { failed: string }

export interface Sending {
  /** Where all goes instead, on this machine; the host that it was for is in the header `x-webhook-host` then. */
  insteadOf?: string | undefined
  /** Looks up all addresses of a name. */
  resolve?: typeof resolveName
  /** For the whole request, in milliseconds. */
  timeoutMs?: number
}

// What tells of a limit is far shorter.
const mostBytes = 16 * 1024

class NotPublic extends Error {
  readonly code = 'NOT_PUBLIC'
}

/** Looks a name up as usual, and gives its addresses only if all are public; the connection then goes to one of these. */
const publicLookup =
  (resolve: typeof resolveName): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const [first] = addresses
      if (!first || !addresses.every(({ address }) => isPublic(address))) return callback(new NotPublic(), [])
      if (options.all) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }

const failureOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string }
  if (code === 'NOT_PUBLIC') return 'its host is not on the public internet'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host was not found'
  return `the request failed (${code ?? message?.slice(0, 100)})`
}

/** As much of a body as comes, within bounds: who has answered has answered, however long it goes on. */
const beginningOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer)
      bytes += (chunk as Buffer).byteLength
      if (bytes >= mostBytes) break
    }
  } catch {
    // Broken off, or not whole in time.
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, mostBytes).toString()
}

const target = (url: URL, insteadOf: string | undefined): URL =>
  insteadOf === undefined ? url : new URL(`${insteadOf.replace(/\/+$/, '')}${url.pathname}${url.search}`)

/**
 * Posts JSON to a URL that `urlFault` finds nothing wrong with: to a public address that was looked up for just this
 * connection, without following a redirect, and with bounds on the time and on what is read. Whatever goes wrong is a reply.
 */
export const post = async (
  to: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { insteadOf, resolve = resolveName, timeoutMs = 5_000 }: Sending = {},
): Promise<Reply> => {
  const given = new URL(to)
  const url = target(given, insteadOf)
  // No name is looked up for what is an address already.
  const literal = isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0
  if (insteadOf === undefined && (literal || url.protocol !== 'https:')) return { failed: failureOf(new NotPublic()) }
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp
  const signal = AbortSignal.timeout(timeoutMs)
  const options: RequestOptions = {
    method: 'POST',
    // A connection that was kept would be dead when a frozen function wakes.
    agent: false,
    signal,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent,
      ...(insteadOf !== undefined && { 'x-webhook-host': given.host }),
    },
    ...(insteadOf === undefined && { lookup: publicLookup(resolve) }),
  }
  try {
    const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>()
    request(url, options, answered).once('error', reject).end(body)
    const response = await promise
    return { status: response.statusCode ?? 0, headers: response.headers, body: await beginningOf(response) }
  } catch (error) {
    return { failed: signal.aborted ? `no answer within ${timeoutMs / 1000} seconds` : failureOf(error) }
  }
}
