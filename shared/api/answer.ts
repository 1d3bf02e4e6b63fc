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

/** What the client gets for an error: its code when it is one of ours, and else nothing but that there was one. */
export const failure = (event: Event, error: unknown): Result => {
  const requestId = requestIdOf(event)
  if (error instanceof ApiError) {
    const { code, message, issues, headers } = error
    const body = { code, message, requestId, ...(issues && { issues }) }
    return result({ status: statusOf[code], body, headers: { 'cache-control': 'no-store', ...headers } })
  }
  log.error('request failed', { requestId, error: error as Error })
  const body = { code: 'internal_error', message: 'Something went wrong here.', requestId }
  return result({ status: 500, body, headers: { 'cache-control': 'no-store' } })
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
