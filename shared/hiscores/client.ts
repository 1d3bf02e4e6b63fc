import { type IncomingMessage, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { connect as connectByTcp, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectByTls } from 'node:tls'
import { userAgent } from '../user-agent.ts'
import { type Answer, parseAnswer } from './answer.ts'
import { boardOf, type Mode } from './boards.ts'
import { decoded, readBody } from './body.ts'
import { canonicalName, displayed, usernameSchema } from './names.ts'
import { retryAfterMs } from './retry-after.ts'

export const officialHiscoresUrl = 'https://secure.runescape.com'

/** What a request to the hiscores came to. Waits are in milliseconds. */
export type HiscoresResult =
  /** The answer has a `name` where it tells more than the one that was sent; `stranger` is somebody else's whom it names. */
  | { outcome: 'found'; answer: Answer; stranger?: string }
  /** No such name on that board: never ranked, renamed, banned, or none that the hiscores can read. */
  | { outcome: 'not_found' }
  | { outcome: 'rate_limited'; retryAfterMs: number }
  /** Down, slow, in maintenance, or hidden behind a page for people. */
  | { outcome: 'unavailable'; reason: string; retryAfterMs?: number }
  /** It answered something that is no answer: the format has changed. `body` is its beginning, for a look. */
  | { outcome: 'malformed'; reason: string; body: string }

export interface Hiscores {
  /** Opens a connection ahead of the one request that it is for; whoever asks nothing in the end destroys it. */
  connect: () => Duplex
  /**
   * Asks for one character on one board, over a connection that was opened or a new one. Whatever the network or the upstream does
   * is a result, never an exception.
   */
  fetch: (mode: Mode, name: string, connection?: Duplex) => Promise<HiscoresResult>
  /** When the last request left, in milliseconds since 1970; 0 before the first. */
  lastSentAt: () => number
}

interface Options {
  baseUrl: string
  /** For the whole request, the answer's body included. */
  timeoutMs?: number
}

// The answers of 2026 have 7 KB.
const maxBodyBytes = 1024 * 1024

const keptCharacters = 2_048

const defaultRetryAfterMs = 60_000

const failureOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string }
  return `the request failed: ${code ?? message}`
}

const isMarkup = (text: string): boolean => text.trimStart().startsWith('<')

/** What the name in an answer tells of the character that was asked for by the name `sent`. */
const namesOf = (sent: string, told: string | undefined): { name?: string; stranger?: string } => {
  const { success, data } = usernameSchema.safeParse(told)
  // What is only an echo of what was sent says nothing, nor does a name that no character can have.
  if (!success || data === sent) return {}
  return canonicalName(data) === canonicalName(sent) ? { name: data } : { stranger: data }
}

const resultOf200 = async (response: IncomingMessage, sent: string, signal: AbortSignal): Promise<HiscoresResult> => {
  const encoding = response.headers['content-encoding']
  const plain = decoded(response, encoding, signal)
  if (!plain) {
    response.destroy()
    return { outcome: 'unavailable', reason: `answered in the encoding ${JSON.stringify(encoding?.slice(0, 40))}` }
  }
  const { text, complete } = await readBody(plain, maxBodyBytes)
  // Before anything else: a page for people says nothing about the name, nor about the format.
  if (isMarkup(text)) return { outcome: 'unavailable', reason: 'answered with a page instead of JSON' }
  if (text.trim() === '') return { outcome: 'unavailable', reason: 'answered with an empty body' }
  const malformed = (reason: string): HiscoresResult => ({
    outcome: 'malformed',
    reason,
    body: text.slice(0, keptCharacters),
  })
  if (!complete) return malformed(`the answer is longer than ${maxBodyBytes} bytes`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return malformed('the answer is not JSON')
  }
  try {
    const { name: told, ...rows } = parseAnswer(json)
    const { name, stranger } = namesOf(sent, told)
    return {
      outcome: 'found',
      answer: { ...(name !== undefined && { name }), ...rows },
      ...(stranger !== undefined && { stranger }),
    }
  } catch (error) {
    return malformed(`the answer ${(error as Error).message}`)
  }
}

const resultOf = async (response: IncomingMessage, sent: string, signal: AbortSignal): Promise<HiscoresResult> => {
  if (response.statusCode === 200) return resultOf200(response, sent, signal)
  // What it says besides is a page for people.
  response.destroy()
  // A 400 is about the name as well: the hiscores take it for one that cannot be.
  if (response.statusCode === 404 || response.statusCode === 400) return { outcome: 'not_found' }
  const wait = retryAfterMs(response.headers['retry-after'], Date.now())
  if (response.statusCode === 429) return { outcome: 'rate_limited', retryAfterMs: wait ?? defaultRetryAfterMs }
  const reason = `answered with status ${response.statusCode}`
  return { outcome: 'unavailable', reason, ...(wait !== undefined && { retryAfterMs: wait }) }
}

const open = ({ protocol, hostname, port }: URL): Duplex => {
  // An IPv6 address stands in brackets.
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket =
    protocol === 'https:'
      ? connectByTls({
          host,
          port: Number(port || 443),
          servername: isIP(host) ? '' : host,
          ALPNProtocols: ['http/1.1'],
        })
      : connectByTcp({ host, port: Number(port || 80) })
  // Whoever sends a request hears of it.
  return socket.setNoDelay().on('error', () => {})
}

/**
 * Sends a request and waits for the head of the answer; `onSent` is called when it has left. Node's own `http` rather than
 * `fetch`, which takes longer, and less evenly, from the call to the wire: a request has to keep to its slot. It follows no
 * redirect, which would lead to a page for people and to requests that nobody counted, and it keeps no connection, which
 * would be dead when a frozen function wakes.
 */
const send = (url: URL, connection: Duplex, signal: AbortSignal, onSent: () => void): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp
  const headers = { accept: 'application/json', 'user-agent': userAgent }
  request(url, { createConnection: () => connection, headers, signal }, resolve)
    .once('finish', onSent)
    .once('error', reject)
    .end()
  return promise
}

/** A client of the hiscores at a base URL, which has no path of its own. It keeps no pace and tries nothing twice. */
export const createHiscores = ({ baseUrl, timeoutMs = 10_000 }: Options): Hiscores => {
  let lastSentAt = 0
  // The clock may just be about to go on.
  const left = (): void => {
    lastSentAt = Date.now() + 1
  }
  const origin = baseUrl.replace(/\/+$/, '')
  const connect = (): Duplex => open(new URL(origin))
  return {
    connect,
    lastSentAt: () => lastSentAt,
    fetch: async (mode, name, connection) => {
      // As it was typed: an upstream may answer with just what was sent.
      const sent = displayed(name)
      const path = `/m=${boardOf(mode)}/index_lite.json?player=${encodeURIComponent(sent)}`
      const url = new URL(`${origin}${path}`)
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        const usable = connection && !connection.destroyed ? connection : connect()
        return await resultOf(await send(url, usable, signal, left), sent, signal)
      } catch (error) {
        const reason = signal.aborted ? `no whole answer within ${timeoutMs} ms` : failureOf(error)
        return { outcome: 'unavailable', reason }
      }
    },
  }
}
