import { type Answer, parseAnswer } from './answer.ts'
import { boardOf, type Mode } from './boards.ts'
import { readBody } from './body.ts'
import { canonicalName, displayed, underscored } from './names.ts'
import { retryAfterMs } from './retry-after.ts'

export const officialHiscoresUrl = 'https://secure.runescape.com'

/** What a request to the hiscores came to. Waits are in milliseconds. */
export type HiscoresResult =
  | { outcome: 'found'; answer: Answer }
  /** No such name on that board: never ranked, renamed or banned. */
  | { outcome: 'not_found' }
  | { outcome: 'rate_limited'; retryAfterMs: number }
  /** Down, slow, in maintenance, or hidden behind a page for people. */
  | { outcome: 'unavailable'; reason: string; retryAfterMs?: number }
  /** It answered something that is no answer: the format has changed. `body` is its beginning, for a look. */
  | { outcome: 'malformed'; reason: string; body: string }

export interface Hiscores {
  /** Asks for one character on one board. Whatever the network or the upstream does is a result, never an exception. */
  fetch: (mode: Mode, name: string) => Promise<HiscoresResult>
}

interface Options {
  baseUrl: string
  /** For the whole request, the answer's body included. */
  timeoutMs?: number
  fetch?: typeof globalThis.fetch
}

const userAgent = 'hiscore-ledger/0.1.0 (self-hosted Old School RuneScape progress tracker)'

// The answers of 2026 have 7 KB.
const maxBodyBytes = 1024 * 1024

const keptCharacters = 2_048

const defaultRetryAfterMs = 60_000

const failureOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return 'the request failed'
  if (error.name === 'TimeoutError') return `no whole answer within ${timeoutMs} ms`
  const cause = error.cause as { code?: string; message?: string } | undefined
  return `the request failed: ${cause?.code ?? cause?.message ?? error.message}`
}

const isMarkup = (text: string): boolean => text.trimStart().startsWith('<')

const resultOf200 = async (response: Response, name: string): Promise<HiscoresResult> => {
  const { text, complete } = await readBody(response, maxBodyBytes)
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
    const { name: displayName, ...rows } = parseAnswer(json)
    // A name that is not a spelling of the one asked for would lead the next request to somebody else.
    const same = displayName !== undefined && canonicalName(displayName) === canonicalName(name)
    return { outcome: 'found', answer: { ...(same && { name: displayed(displayName) }), ...rows } }
  } catch (error) {
    return malformed((error as Error).message)
  }
}

const resultOf = async (response: Response, name: string): Promise<HiscoresResult> => {
  if (response.status === 200) return resultOf200(response, name)
  // What it says besides is a page for people.
  await response.body?.cancel()
  if (response.status === 404) return { outcome: 'not_found' }
  const wait = retryAfterMs(response.headers.get('retry-after'), Date.now())
  if (response.status === 429) return { outcome: 'rate_limited', retryAfterMs: wait ?? defaultRetryAfterMs }
  const reason = `answered with status ${response.status}`
  return { outcome: 'unavailable', reason, ...(wait !== undefined && { retryAfterMs: wait }) }
}

let warm = false

/** Loads Node's HTTP client, which takes some 50 ms: to be done before the first request's time comes, not in it. */
export const warmUp = (): void => {
  if (!warm) void globalThis.fetch('data:,')
  warm = true
}

/** A client of the hiscores at a base URL, which has no path of its own. It keeps no pace and tries nothing twice. */
export const createHiscores = ({ baseUrl, timeoutMs = 10_000, fetch = globalThis.fetch }: Options): Hiscores => ({
  fetch: async (mode, name) => {
    const player = encodeURIComponent(underscored(name))
    const url = `${baseUrl.replace(/\/+$/, '')}/m=${boardOf(mode)}/index_lite.json?player=${player}`
    try {
      const response = await fetch(url, {
        // A redirect would lead to a page for people, and to requests that nobody counted.
        redirect: 'manual',
        // A function is frozen between its runs, and a kept connection would be dead when it wakes.
        headers: { accept: 'application/json', connection: 'close', 'user-agent': userAgent },
        signal: AbortSignal.timeout(timeoutMs),
      })
      return await resultOf(response, name)
    } catch (error) {
      return { outcome: 'unavailable', reason: failureOf(error, timeoutMs) }
    }
  },
})
