import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { authenticate } from '../auth/authenticate.ts'
import type { Session } from '../auth/session.ts'
import { ApiError } from '../http/errors.ts'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import { success } from './answer.ts'
import { answered, type PlainRequest, requestOf } from './answered.ts'
import { type Access, type ApiFunction, type RouteKey, type RoutesOf, routes } from './routes.ts'

/** A request as the handlers see it: decoded, bounded, and from somebody who may make it. */
interface Request<K extends RouteKey = RouteKey> extends PlainRequest {
  session: (typeof routes)[K]['access'] extends 'public' ? undefined : Session
}

type Handlers<F extends ApiFunction> = { [K in RoutesOf<F>]: (request: Request<K>) => Promise<Reply> }

const allows = (access: Access, session: Session): boolean => access !== 'admin' || session.role === 'admin'

/** Who asks, for the log. */
const askers = new WeakMap<Event, string>()

/** The session that the request's token names; nobody is let through a route that is not marked public. */
const admit = async (route: RouteKey, event: Event): Promise<Session | undefined> => {
  const { access }: { access: Access } = routes[route]
  if (access === 'public') return undefined
  // Who only looks at players, nearly everybody, is let in by a session that ended milliseconds ago; nobody else is.
  const consistent = !(access === 'viewer' && route.startsWith('GET '))
  const session = await authenticate(event.headers.authorization, { consistent })
  askers.set(event, session.username)
  if (!allows(access, session)) throw new ApiError('forbidden', 'This needs the role admin.')
  return session
}

/**
 * Makes the Lambda handler of one API function from the handlers of its routes. Each route is closed unless the route
 * table calls it public; bodies are bounded before they are parsed; every error takes the one shape. HEAD is answered by
 * the handler of GET: API Gateway sends no body for it, only its length.
 */
export const api = <F extends ApiFunction>(handlers: Handlers<F>) =>
  middy<Event, Result>()
    .use(answered((event) => ({ who: askers.get(event) })))
    .handler(async (event: Event, context: Context): Promise<Result> => {
      const route = event.routeKey.replace(/^HEAD /, 'GET ') as RoutesOf<F>
      const session = await admit(route, event)
      const request = { ...requestOf(event, context), session }
      const handle = handlers[route] as (request: unknown) => Promise<Reply>
      return success(route, await handle(request))
    })
