import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type { Event, Result } from '../http/event.ts'
import type { Reply } from '../http/reply.ts'
import { untorn } from '../torn.ts'
import { success } from './answer.ts'
import { answered, type PlainRequest, requestOf } from './answered.ts'
import { type ApiFunction, type RouteKey, type RoutesOf, routes } from './routes.ts'

/** The functions whose routes are all public. */
type OpenFunction = {
  [F in ApiFunction]: (typeof routes)[RoutesOf<F>]['access'] extends 'public' ? F : never
}[ApiFunction]

type Handlers<F extends OpenFunction> = { [K in RoutesOf<F>]: (request: PlainRequest) => Promise<Reply> }

/**
 * Makes the handler of a function that anybody may ask, as `api` does, without all that it takes to know who asks: what a
 * cold start need not load. `told` says what the log has of a request.
 */
export const openToAll = <F extends OpenFunction>(
  handlers: Handlers<F>,
  told: Parameters<typeof answered>[0] = () => ({}),
) =>
  middy<Event, Result>()
    .use(answered(told))
    .handler(async (event: Event, context: Context): Promise<Result> => {
      const route = event.routeKey.replace(/^HEAD /, 'GET ') as RoutesOf<F>
      // A type is no lock.
      if (routes[route as RouteKey].access !== 'public') throw new Error(`${route} is not public`)
      return success(route, await untorn(() => handlers[route](requestOf(event, context))))
    })
