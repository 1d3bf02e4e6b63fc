import type middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { jsonBody } from '../http/body.ts'
import type { Event, Result } from '../http/event.ts'
import { requestIdOf } from '../http/request-id.ts'
import { brief, log } from '../log.ts'
import { failure, finished, type Tell } from './answer.ts'
import { takesBody } from './routes.ts'

/** What the log may tell of a request besides what everybody may know of it. */
interface Told {
  /** Who asks, once that is known. */
  who?: string | undefined
  /** Their session, by a short hash. */
  session?: string | undefined
  /** The path, where it is not to be told as it is. */
  path?: string
}

/** Sees to it that every request ends in an answer of our own shape, or that of `tell`, and in one line of the log. */
export const answered = (told: (event: Event) => Told, tell?: Tell): middy.MiddlewareObj<Event, Result> => {
  const startedAt = new WeakMap<Event, number>()
  const finish = (request: middy.Request<Event, Result>): void => {
    const { event, response } = request
    if (!response) return
    request.response = finished(event, response)
    const requestId = requestIdOf(event)
    const gatewayRequestId = event.requestContext.requestId
    const { who, session, path = event.rawPath } = told(event)
    log.info('request', {
      requestId,
      ...(gatewayRequestId !== requestId && { gatewayRequestId }),
      route: event.routeKey,
      method: event.requestContext.http.method,
      path: brief(path),
      status: request.response.statusCode,
      who,
      session,
      durationMs: Date.now() - (startedAt.get(event) ?? Date.now()),
    })
  }
  return {
    before: ({ event }) => {
      startedAt.set(event, Date.now())
    },
    after: finish,
    onError: (request) => {
      request.response = failure(request.event, request.error, tell)
      finish(request)
    },
  }
}

/** A request as every handler sees it: decoded and bounded. */
export interface PlainRequest {
  /** Path parameters, decoded. */
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  headers: Readonly<Record<string, string>>
  /** As they came: `name=value`. */
  cookies: readonly string[]
  /** The parsed JSON body; undefined when there is none. */
  body: unknown
  /** The path and method that were asked for. */
  path: string
  method: string
  /** How long this function may still run, in milliseconds. */
  remainingMs: () => number
}

/** Reads a request. Throws as `jsonBody` does. */
export const requestOf = (event: Event, context: Context): PlainRequest => ({
  params: (event.pathParameters ?? {}) as Record<string, string>,
  query: (event.queryStringParameters ?? {}) as Record<string, string>,
  headers: event.headers as Record<string, string>,
  cookies: event.cookies ?? [],
  // Other methods' bodies mean nothing (RFC 9110, section 9.3), and where there is no route nobody reads one.
  body: takesBody(event.routeKey) ? jsonBody(event) : undefined,
  path: event.rawPath,
  method: event.requestContext.http.method,
  remainingMs: () => context.getRemainingTimeInMillis(),
})
