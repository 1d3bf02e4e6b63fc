import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Asker, isKeyHolder, sessionMark, whoOf } from '../auth/asker.ts'
import { authenticate, authorizationOf } from '../auth/authenticate.ts'
import type { Session } from '../auth/session.ts'
import { ApiError } from '../http/errors.ts'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import { success, type Tell } from './answer.ts'
import { answered, type PlainRequest, requestOf } from './answered.ts'
import { recordChange } from './record-change.ts'
import { type Access, type ApiFunction, type RouteKey, type RoutesOf, routes } from './routes.ts'

/** A request as the handlers see it: decoded, bounded, and from somebody who may make it. */
interface Request<K extends RouteKey = RouteKey> extends PlainRequest {
  /** Who asks; undefined where anybody may. */
  asker: (typeof routes)[K]['access'] extends 'public' ? undefined : Asker
  /** The session of whoever asks, where no key will do. */
  session: (typeof routes)[K]['access'] extends 'session' ? Session : undefined
}

type Handlers<F extends ApiFunction> = { [K in RoutesOf<F>]: (request: Request<K>) => Promise<Reply> }

/** Who asks, for the log. */
const askers = new WeakMap<Event, Asker>()

/** Throws `forbidden` unless somebody has what a route asks for. */
const assertAllowed = (access: Access, asker: Asker): void => {
  if (access === 'admin' && asker.role !== 'admin') throw new ApiError('forbidden', 'This needs the role admin.')
  if (access === 'session' && isKeyHolder(asker)) {
    throw new ApiError('forbidden', 'This needs an access token: no key will do.')
  }
}

/** Who asks, by token or key; nobody is let through a route that is not marked public. */
const admit = async (route: RouteKey, event: Event): Promise<Asker | undefined> => {
  const { access }: { access: Access } = routes[route]
  if (access === 'public') return undefined
  // Who only looks at players, nearly everybody, is let in by a session that ended milliseconds ago; nobody else is.
  const consistent = !(access === 'viewer' && route.startsWith('GET '))
  const asker = await authenticate(authorizationOf(event.headers), { consistent })
  askers.set(event, asker)
  assertAllowed(access, asker)
  return asker
}

/**
 * Makes the Lambda handler of one API function from the handlers of its routes. Each route is closed unless the route
 * table calls it public; bodies are bounded before they are parsed; every error takes the one shape, unless `tell` has another.
 * HEAD is answered by the handler of GET: API Gateway sends no body for it, only its length.
 */
export const api = <F extends ApiFunction>(handlers: Handlers<F>, tell?: Tell) =>
  middy<Event, Result>()
    .use(
      answered((event) => {
        const asker = askers.get(event)
        return asker ? { who: whoOf(asker), session: sessionMark(asker) } : {}
      }, tell),
    )
    .handler(async (event: Event, context: Context): Promise<Result> => {
      const route = event.routeKey.replace(/^HEAD /, 'GET ') as RoutesOf<F>
      const asker = await admit(route, event)
      const request = {
        ...requestOf(event, context),
        asker,
        session: asker && !isKeyHolder(asker) ? asker : undefined,
      }
      const handle = handlers[route] as (request: unknown) => Promise<Reply>
      const reply = await handle(request)
      await recordChange(route, asker, request, reply)
      return success(route, reply)
    })
