import type { ErrorCode } from '../../shared/http/errors.ts'

/** What the API says about one fault of a request. */
export interface Issue {
  path: string
  message: string
}

interface Details {
  status?: number
  message?: string
  requestId?: string
  issues?: Issue[]
  /** When to ask again, in milliseconds since 1970. */
  retryAt?: number
}

/**
 * A request that did not bring what was asked for: with a code of the API, or `offline` (no network), `lost` (no answer came),
 * `ended` (nobody is signed in any more), `unreadable` (the answer is none of the API's) or `old` (what this page would load
 * the tracker has no more, since it was updated).
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: ErrorCode | 'offline' | 'lost' | 'ended' | 'unreadable' | 'old'
  readonly status: number
  readonly requestId: string | undefined
  readonly issues: Issue[]
  readonly retryAt: number | undefined

  constructor(code: Failure['code'], { status = 0, message = code, requestId, issues = [], retryAt }: Details = {}) {
    super(message)
    this.code = code
    this.status = status
    this.requestId = requestId
    this.issues = issues
    this.retryAt = retryAt
  }
}

/** When `Retry-After` says to ask again: seconds from now, or a date. Undefined without one that can be read. */
const retryAtOf = (header: string | null, now: number): number | undefined => {
  if (header === null || header === '') return undefined
  const at = /^\d+$/.test(header) ? now + Number(header) * 1000 : Date.parse(header)
  return Number.isNaN(at) ? undefined : at
}

/** Reads an answer that is not a success. API Gateway's own, which have no code, are told by their status. */
export const failureOf = (status: number, headers: Headers, body: unknown, now: number): Failure => {
  const told = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const retryAt = retryAtOf(headers.get('retry-after'), now)
  const byStatus = status === 429 ? 'too_many_attempts' : status === 503 ? 'not_ready' : 'unreadable'
  return new Failure(typeof told.code === 'string' ? (told.code as ErrorCode) : byStatus, {
    status,
    ...(typeof told.message === 'string' && { message: told.message }),
    ...(typeof told.requestId === 'string' && { requestId: told.requestId }),
    ...(Array.isArray(told.issues) && { issues: told.issues as Issue[] }),
    ...(retryAt !== undefined && { retryAt }),
  })
}
