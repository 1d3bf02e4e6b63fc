import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { LocalFunction } from '../functions/function.ts'
import { listen } from '../listening.ts'
import { type Log, report } from '../log.ts'
import { apiEvent } from './api-event.ts'
import { apiResponse, gatewayAnswer, internalError, type WireResponse } from './api-response.ts'
import { type CorsConfiguration, preflightHeaders, withCors } from './cors.ts'
import { match, type Route } from './routing.ts'

/** An HTTP API as the template describes it. */
export interface Api {
  id: string
  routes: Route<Integration>[]
  cors: CorsConfiguration | undefined
}

export interface Integration {
  function: LocalFunction
  timeoutMs: number
  /** Whether a permission lets API Gateway invoke the function for a request of this method on this route. */
  mayBeAsked: (method: string) => boolean
}

/** A listening server, which answers 503 until it is given its API. */
export interface Gateway {
  url: string
  serve: (api: Api) => void
  /** Takes no more connections; requests under way go on. */
  refuse: () => void
  close: () => Promise<void>
}

const maxBodyBytes = 10 * 1024 * 1024

/** The whole body; undefined when it is larger than API Gateway takes, in which case it is not kept either. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > maxBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const decodedPath = (target: string): string | undefined => {
  try {
    return target.startsWith('/') ? decodeURIComponent(target) : undefined
  } catch {
    return undefined
  }
}

const overrun = Symbol('overrun')

const within = async (result: Promise<string>, limitMs: number): Promise<string | typeof overrun> => {
  const limit = Promise.withResolvers<typeof overrun>()
  const timer = setTimeout(() => limit.resolve(overrun), limitMs)
  result.catch(() => undefined)
  try {
    return await Promise.race([result, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}

const invoke = async (
  { key, target: { function: target, timeoutMs, mayBeAsked } }: Route<Integration>,
  event: ReturnType<typeof apiEvent>,
  log: Log,
): Promise<WireResponse> => {
  if (!mayBeAsked(event.requestContext.http.method)) {
    report(log, 'ERROR', 'no permission lets API Gateway invoke the function', { function: target.name, route: key })
    return internalError()
  }
  let payload: string | typeof overrun
  try {
    payload = await within(target.invoke(event), timeoutMs)
  } catch {
    return internalError()
  }
  if (payload === overrun) return gatewayAnswer(503, 'Service Unavailable')
  const response = apiResponse(payload)
  if (response) return response
  report(log, 'ERROR', 'the result is not an answer of payload format 2.0', { function: target.name })
  return internalError()
}

const routed = async (request: IncomingMessage, api: Api, log: Log): Promise<WireResponse> => {
  const { method = 'GET', url = '/' } = request
  const mark = url.indexOf('?')
  const path = decodedPath(mark < 0 ? url : url.slice(0, mark))
  if (path === undefined) return gatewayAnswer(400, 'Bad Request')

  const found = match(api.routes, method, path)
  if (!found) return gatewayAnswer(404, 'Not Found')
  const body = await readBody(request)
  if (!body) {
    // The rest is read and dropped, so that the client comes to read the answer.
    request.resume()
    return gatewayAnswer(413, 'Request Entity Too Large')
  }

  const event = apiEvent(
    {
      method,
      path,
      rawQuery: mark < 0 ? '' : url.slice(mark + 1),
      rawHeaders: request.rawHeaders,
      httpVersion: request.httpVersion,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      body,
    },
    { apiId: api.id, routeKey: found.route.key, parameters: found.parameters, now: new Date() },
  )
  const response = await invoke(found.route, event, log)
  response.headers['apigw-requestid'] = event.requestContext.requestId
  return response
}

const answer = async (request: IncomingMessage, api: Api, log: Log): Promise<WireResponse> => {
  const { cors } = api
  const { origin } = request.headers
  if (cors && origin !== undefined && request.method === 'OPTIONS') {
    return { status: 204, headers: preflightHeaders(cors, origin), cookies: [], body: Buffer.alloc(0) }
  }
  const response = await routed(request, api, log)
  return cors ? { ...response, headers: withCors(cors, origin, response.headers) } : response
}

const send = (request: IncomingMessage, response: ServerResponse, answered: WireResponse): void => {
  const { status, headers, cookies, body } = answered
  const bodiless = status === 204 || status === 304
  if (bodiless) delete headers['content-type']
  else headers['content-length'] = String(body.length)
  response.writeHead(status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) })
  response.end(bodiless || request.method === 'HEAD' ? undefined : body)
}

/** Starts the HTTP server that stands in for API Gateway, on 127.0.0.1. Rejects when the port is taken. */
export const startGateway = async (port: number, log: Log): Promise<Gateway> => {
  let api: Api | undefined

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    send(request, response, api ? await answer(request, api, log) : gatewayAnswer(503, 'Service Unavailable'))
  }
  const server = createServer((request, response) => {
    respond(request, response).catch((error: Error) => {
      // The client went away, or the function's headers cannot be sent.
      if (!request.destroyed) report(log, 'ERROR', 'no answer could be sent', { error: error.message })
      if (!response.headersSent) send(request, response, internalError())
    })
  })
  const url = await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    const taken = error.code === 'EADDRINUSE'
    throw taken ? new Error(`The port ${port} is in use by another program. PORT takes another one.`) : error
  })
  const closed = Promise.withResolvers<void>()
  return {
    url,
    serve: (served) => {
      api = served
    },
    refuse: () => server.close(() => closed.resolve()),
    close: async () => {
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
