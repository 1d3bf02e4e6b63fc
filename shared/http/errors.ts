import type { Fault } from '../faults.ts'

/** One fault in a request: where it is (a dotted path, empty for the whole) and what is wrong with it. */
export type Issue = Fault

/** Every error code that the API answers with, and its HTTP status: the only place where the two meet. */
export const statusOf = {
  validation_failed: 400,
  invalid_credentials: 401,
  invalid_token: 401,
  forbidden: 403,
  cross_site: 403,
  not_found: 404,
  session_not_found: 404,
  player_not_found: 404,
  player_not_tracked: 404,
  task_not_found: 404,
  snapshot_not_found: 404,
  seam_not_found: 404,
  review_not_found: 404,
  link_not_found: 404,
  goal_not_found: 404,
  webhook_not_found: 404,
  key_not_found: 404,
  no_data: 404,
  method_not_allowed: 405,
  player_exists: 409,
  player_inactive: 409,
  values_fell: 409,
  too_many_links: 409,
  too_many_goals: 409,
  too_many_webhooks: 409,
  too_many_keys: 409,
  too_many_players: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  too_many_requests: 429,
  internal_error: 500,
  upstream_unavailable: 503,
  not_ready: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof statusOf

interface Details {
  issues?: Issue[]
  headers?: Record<string, string>
}

// A list of thousands of wrong entries is no reason for an answer that is larger than the request.
const mostIssues = 20

/** Of more than twenty issues the first ones, and how many more there are. */
const told = (issues: Issue[]): Issue[] => {
  const rest = issues.length - (mostIssues - 1)
  return rest <= 1 ? issues : [...issues.slice(0, mostIssues - 1), { path: '', message: `has ${rest} more faults` }]
}

/** An error that the client is meant to see; anything else that is thrown becomes `internal_error`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly issues: Issue[] | undefined
  readonly headers: Record<string, string>

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message)
    this.code = code
    this.issues = details.issues && told(details.issues)
    this.headers = details.headers ?? {}
  }
}

/** `Retry-After` in whole seconds, at least one, for a wait given in milliseconds. */
export const retryAfter = (waitMs: number): Record<string, string> => ({
  'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
})
