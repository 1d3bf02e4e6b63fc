import { createHash } from 'node:crypto'
import type { Event, Result } from '../http/event.ts'
import { type RouteKey, routes } from './routes.ts'

// Long enough to spare a page or a client that asks often, short enough to wait for when something new is deployed.
const publicSeconds: Partial<Record<RouteKey, number>> = {
  'GET /.well-known/jwks.json': 300,
  'GET /openapi.json': 300,
  'GET /docs': 300,
}

const isPage = (route: RouteKey): boolean => route === 'GET /' || route === 'GET /app/{path+}'

/**
 * What caches may do with a good answer of a route. What a signed-in user reads may be kept, but only by that user's own
 * client and only to ask whether it is still right; whatever else is not in the list above is not to be kept at all.
 */
export const cacheControl = (route: RouteKey): string => {
  // The name changes with the content.
  if (route === 'GET /docs/{file}' || route === 'GET /assets/{file}') return 'public, max-age=31536000, immutable'
  // It names the files of one version, which are gone with the next one.
  if (isPage(route)) return 'no-cache'
  if (route === 'GET /s/{slug}/{username}/{file}') return 'public, max-age=300'
  if (route.startsWith('GET /s/')) return 'private, no-cache'
  const seconds = publicSeconds[route]
  if (seconds !== undefined) return `public, max-age=${seconds}`
  const { access, function: name } = routes[route]
  return route.startsWith('GET ') && access !== 'public' && name !== 'auth' ? 'private, no-cache' : 'no-store'
}

// Weak, because one tag stands for an answer in every encoding that it is sent in.
const tagOf = (body: string): string => `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`

/** Whether an `If-None-Match` names a tag, in the weak comparison that RFC 9110 asks for here. */
const names = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([opaque]) => `W/${opaque}` === tag)

/** Gives a good answer that may be kept its `ETag`; a 304 without a body when the client has it already. */
export const revalidated = (event: Event, result: Result): Result => {
  const { statusCode, body, headers } = result
  const reads = event.requestContext.http.method === 'GET' || event.requestContext.http.method === 'HEAD'
  if (!reads || statusCode !== 200 || body === undefined || headers?.['cache-control'] === 'no-store') return result
  const etag = tagOf(body)
  const { 'content-type': type, 'content-encoding': encoding, ...kept } = headers ?? {}
  if (names(event.headers['if-none-match'] ?? '', etag)) return { statusCode: 304, headers: { ...kept, etag } }
  return { ...result, headers: { ...headers, etag } }
}
