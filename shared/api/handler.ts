import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Asker, isKeyHolder, sessionMark, whoOf } from '../auth/asker.ts'
import { authenticate, authorizationOf } from '../auth/authenticate.ts'
import type { Session } from '../auth/session.ts'
import { ApiError } from '../http/errors.ts'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import { untorn } from '../torn.ts'
import { success, type Tell } from './answer.ts'
import { answered, type PlainRequest, requestOf } from './answered.ts'
import { recordChange } from './record-change.ts'
import { type Access, type ApiFunction, type RouteKey, type RoutesOf, routes } from './routes.ts'

/** A request as the handlers see it: decoded, bounded, and from somebody who may make it. */
interface Request<K extends RouteKey = RouteKey> extends PlainRequest {
  /** Who asks; undefined where anybody may, and where it makes no difference: who only looks is answered all the same. */
  asker: (typeof routes)[K]['access'] extends 'public' ? undefined : K extends Look ? undefined : Asker
  /** The session of whoever asks, where no key will do. */
  session: (typeof routes)[K]['access'] extends 'session' ? Session : undefined
}

/** The routes of who only looks at players, nearly everybody. */
type Look = { [K in RouteKey]: (typeof routes)[K]['access'] extends 'viewer' ? K & `GET ${string}` : never }[RouteKey]

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

const isLook = (route: RouteKey): route is Look => routes[route].access === 'viewer' && route.startsWith('GET ')

/** Who asks, by token or key; nobody is let through a route that is not marked public. */
const admit = async (route: RouteKey, event: Event, meanwhile: () => void): Promise<Asker | undefined> => {
  const { access }: { access: Access } = routes[route]
  if (access === 'public') return undefined
  // Who only looks is let in by a session that ended milliseconds ago; nobody else is.
  const asker = await authenticate(authorizationOf(event.headers), { consistent: !isLook(route), meanwhile })
  askers.set(event, asker)
  assertAllowed(access, asker)
  return asker
}

/**
 * Whether a good token is answered while its session is looked up: a look changes nothing, but the first one of Wise Old Man's programs
 * gives a player its number.
 */
const beginsEarly = (route: RouteKey): boolean => isLook(route) && routes[route].function !== 'wom'

/**
 * Makes the Lambda handler of one API function from the handlers of its routes. Each route is closed unless the route
 * table calls it public; bodies are bounded before they are parsed; every error takes the one shape, unless `tell` has another.
 * HEAD is answered by the handler of GET: API Gateway sends no body for it, only its length. Who only looks is told what was found
 * once the session is known to be there, and not before.
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
      const handle = handlers[route] as (request: unknown) => Promise<Reply>
      const look = (): Promise<Reply> => untorn(async () => handle(requestOf(event, context)))
      let early: Promise<Reply> | undefined
      let settled: Promise<unknown> | undefined
      const begin = (): void => {
        if (!beginsEarly(route)) return
        early = look()
        settled = early.catch(() => undefined)
      }
      let asker: Asker | undefined
      try {
        asker = await admit(route, event, begin)
      } finally {
        // Nothing goes on behind an answer, whatever that is.
        await settled
      }
      if (isLook(route)) return success(route, await (early ?? look()))
      const request = {
        ...requestOf(event, context),
        asker,
        session: asker && !isKeyHolder(asker) ? asker : undefined,
      }
      const reply = await handle(request)
      await recordChange(route, asker, request, reply)
      return success(route, reply)
    })
