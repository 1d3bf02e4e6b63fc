import { ApiError, type ErrorCode, statusOf } from '../http/errors.ts'

/*
 * Errors as Wise Old Man's programs expect them. Its client throws on 400, 403, 404, 429 and 500 and takes every other status
 * for an answer of nothing, so there are no others.
 */

type WomStatus = 400 | 403 | 404 | 429 | 500

interface WomError {
  status: WomStatus
  /** The codes that it may have, the one that it has as a rule first. */
  codes: readonly [string, ...string[]]
}

const badRequest: WomError = { status: 400, codes: ['VALIDATION_ERROR'] }

// Those of our own that none of its routes has.
const others: Readonly<Record<number, WomError>> = {
  400: badRequest,
  401: { status: 403, codes: ['FORBIDDEN'] },
  403: { status: 403, codes: ['FORBIDDEN'] },
  404: { status: 404, codes: ['NOT_FOUND'] },
  409: { status: 400, codes: ['CONFLICT'] },
  429: { status: 429, codes: ['TOO_MANY_REQUESTS'] },
  500: { status: 500, codes: ['UNEXPECTED_ERROR'] },
}

const own: Partial<Record<ErrorCode, WomError>> = {
  validation_failed: {
    status: 400,
    codes: ['VALIDATION_ERROR', 'INVALID_USERNAME', 'INVALID_PERIOD', 'INVALID_DATE_RANGE'],
  },
  invalid_token: { status: 403, codes: ['INVALID_API_KEY'] },
  not_found: { status: 404, codes: ['ENDPOINT_NOT_FOUND'] },
  player_not_tracked: { status: 404, codes: ['PLAYER_NOT_FOUND'] },
  player_not_found: { status: 400, codes: ['HISCORES_USERNAME_NOT_FOUND'] },
  player_inactive: { status: 400, codes: ['PLAYER_IS_PAUSED'] },
  too_many_players: { status: 400, codes: ['TOO_MANY_PLAYERS'] },
  too_many_requests: { status: 429, codes: ['PLAYER_IS_RATE_LIMITED'] },
  upstream_unavailable: { status: 500, codes: ['HISCORES_SERVICE_UNAVAILABLE'] },
}

/** What stands for an error of ours. */
export const womErrorOf = (code: ErrorCode): WomError => own[code] ?? others[statusOf[code]] ?? badRequest

/** Which of its codes an error has: of what is not valid, by the first part of the request that is wrong. */
const codeOf = ({ code, issues = [] }: ApiError): string => {
  const [usual, username, period, dates] = womErrorOf(code).codes
  const byPath: Record<string, string | undefined> = { username, period, startDate: dates, endDate: dates }
  return byPath[issues[0]?.path ?? ''] ?? usual
}

/** An error as it is told: in the message all that is wrong, which is what these programs show, and one by one in `data`. */
export const tellWom = (error: ApiError) => {
  const { code, message, issues } = error
  const faults = (issues ?? []).map(({ path, message: fault }) => `${path} ${fault}`.trim())
  return {
    status: womErrorOf(code).status,
    body: {
      code: codeOf(error),
      message: faults.length > 0 ? `${faults.join('; ')}.` : message,
      ...(issues && { data: issues }),
    },
  }
}

/** Makes nothing of the error that nothing is stored, which is none to these programs. */
export const whereNoData = (error: unknown): undefined => {
  if (!(error instanceof ApiError) || error.code !== 'no_data') throw error
}
