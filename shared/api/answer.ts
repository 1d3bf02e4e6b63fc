import { compressed, negotiated } from '../http/compression.ts'
import { ApiError, statusOf } from '../http/errors.ts'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import { requestIdOf } from '../http/request-id.ts'
import { log } from '../log.ts'
import { cacheControl, revalidated } from './caching.ts'
import type { RouteKey } from './routes.ts'

const result = ({ status, body, text, packed, headers = {}, cookies }: Reply): Result => {
  if (packed) {
    const { type, encoding, bytes } = packed
    const described = { 'content-type': `${type}; charset=utf-8`, 'content-encoding': encoding, ...headers }
    return { statusCode: 200, headers: described, body: bytes.toString('base64'), isBase64Encoded: true }
  }
  const content = text ?? (body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) })
  const kept = cookies && cookies.length > 0 ? { cookies } : {}
  if (!content) return { statusCode: status ?? 204, headers, ...kept }
  return {
    statusCode: status ?? 200,
    headers: { 'content-type': `${content.type}; charset=utf-8`, ...headers },
    body: content.body,
    ...kept,
  }
}

/** A handler's reply to a route as a result. */
export const success = (route: RouteKey, reply: Reply): Result =>
  result({ ...reply, headers: { 'cache-control': cacheControl(route), ...reply.headers } })

/** How an error is told: its status and its body, but for the request's id, which all have. */
export type Tell = (error: ApiError, event: Event) => { status: number; body: object }

/** In the one shape that errors have here. */
export const tellPlainly: Tell = ({ code, message, issues }) => ({
  status: statusOf[code],
  body: { code, message, ...(issues && { issues }) },
})

/** What the client gets for an error: what it is when it is one of ours, and else nothing but that there was one. */
export const failure = (event: Event, error: unknown, tell: Tell = tellPlainly): Result => {
  const requestId = requestIdOf(event)
  const known = error instanceof ApiError
  if (!known) log.error('request failed', { requestId, error: error as Error })
  const told = known ? error : new ApiError('internal_error', 'Something went wrong here.')
  const { status, body } = tell(told, event)
  const headers = { 'cache-control': 'no-store', ...told.headers }
  return result({ status, body: { ...body, requestId }, headers })
}

/** A result as it goes out: with the headers that every answer has, compressed, or as a 304 when nothing is new. */
export const finished = (event: Event, { headers, ...rest }: Result): Result => {
  const common = {
    'x-request-id': requestIdOf(event),
    'x-content-type-options': 'nosniff',
    // Heeded over HTTPS alone, so not on the local stack.
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  }
  return compressed(event, revalidated(event, negotiated({ ...rest, headers: { ...common, ...headers } })))
}
