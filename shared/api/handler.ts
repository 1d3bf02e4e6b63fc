import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Asker, isKeyHolder, sessionMark, whoOf } from '../auth/asker.ts'
import { authenticate, authorizationOf } from '../auth/authenticate.ts'
import type { Session } from '../auth/session.ts'
import { ApiError } from '../http/errors.ts'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import type { Player } from '../players/players.ts'
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
  /** The player that the path names, as the function finds it; the same one each time. */
  player: () => Promise<Player>
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

/** Who only looks at players, nearly everybody. */
const isLook = (route: RouteKey): boolean => routes[route].access === 'viewer' && route.startsWith('GET ')

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

interface Options {
  /** The shape of errors, where it is another one. */
  tell?: Tell
  /** Finds the player that a path names. */
  find?: (username: string | undefined) => Promise<Player>
}

const findNobody = async (): Promise<never> => {
  throw new Error('this function was not told how to find players')
}

/**
 * Makes the Lambda handler of one API function from the handlers of its routes. Each route is closed unless the route
 * table calls it public; bodies are bounded before they are parsed; every error takes the one shape, unless `tell` has another.
 * HEAD is answered by the handler of GET: API Gateway sends no body for it, only its length. A player that is only looked at is
 * found while the session of a good token is.
 */
export const api = <F extends ApiFunction>(handlers: Handlers<F>, { tell, find = findNobody }: Options = {}) =>
  middy<Event, Result>()
    .use(
      answered((event) => {
        const asker = askers.get(event)
        return asker ? { who: whoOf(asker), session: sessionMark(asker) } : {}
      }, tell),
    )
    .handler(async (event: Event, context: Context): Promise<Result> => {
      const route = event.routeKey.replace(/^HEAD /, 'GET ') as RoutesOf<F>
      let found: Promise<Player> | undefined
      const player = () => {
        found ??= find(event.pathParameters?.username)
        return found
      }
      const asker = await admit(route, event, () => {
        // What goes wrong is told to the handler, should it come to that.
        if (isLook(route) && find !== findNobody && route.includes('{username}')) player().catch(() => undefined)
      })
      const request = {
        ...requestOf(event, context),
        asker,
        player,
        session: asker && !isKeyHolder(asker) ? asker : undefined,
      }
      const handle = handlers[route] as (request: unknown) => Promise<Reply>
      const reply = await handle(request)
      await recordChange(route, asker, request, reply)
      return success(route, reply)
    })
