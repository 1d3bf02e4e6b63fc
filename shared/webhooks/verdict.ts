import type { Reply } from './post.ts'

/** What a receiver's reply means. Reasons are for people; waits are in milliseconds. */
export type Verdict =
  /** It has been told; the next message may go after a wait. */
  | { kind: 'delivered'; waitMs: number }
  /** To be tried again, not before the wait. */
  | { kind: 'later'; waitMs: number; reason: string }
  /** This message is not taken, and will not be. */
  | { kind: 'refused'; reason: string }
  /** There is nobody any more, or nobody who listens to us. */
  | { kind: 'gone'; reason: string }

// No slip of a receiver stops us for longer than this.
const mostWaitMs = 3_600_000

/** Seconds, maybe a fraction of one, as milliseconds that are never too few. */
const wait = (seconds: unknown): number | undefined => {
  const text = typeof seconds === 'number' ? String(seconds) : seconds
  if (typeof text !== 'string' || !/^\d{1,10}(\.\d+)?$/.test(text.trim())) return undefined
  return Math.min(mostWaitMs, Math.ceil(Number(text) * 1_000))
}

const retryIn = (body: string): number | undefined => {
  try {
    return wait((JSON.parse(body) as { retry_after?: unknown }).retry_after)
  } catch {
    return undefined
  }
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** Judges a reply by its status and by the limits that it tells of, as Discord does: in seconds with fractions. */
export const judge = (reply: Reply): Verdict => {
  if ('failed' in reply) return { kind: 'later', waitMs: 0, reason: reply.failed }
  const { status, headers, body } = reply
  const reason = `it answered with status ${status}`
  if (status >= 200 && status < 300) {
    const used = header(headers['x-ratelimit-remaining']) === '0'
    return { kind: 'delivered', waitMs: (used && wait(header(headers['x-ratelimit-reset-after']))) || 0 }
  }
  if (status === 429) {
    const waits = [wait(header(headers['retry-after'])), retryIn(body)].filter((each) => each !== undefined)
    return { kind: 'later', waitMs: Math.max(0, ...waits), reason: 'it asked for fewer messages (429)' }
  }
  if (status < 400) return { kind: 'later', waitMs: 0, reason: `${reason}, and redirects are not followed` }
  if ([401, 404, 410].includes(status)) return { kind: 'gone', reason }
  // Whom a firewall or a broken deployment turns away may be let in later; what is wrong with a message stays so.
  if ([400, 413, 415, 422].includes(status)) return { kind: 'refused', reason }
  return { kind: 'later', waitMs: wait(header(headers['retry-after'])) ?? 0, reason }
}
