import { auditRoutes } from '../audit/schemas.ts'
import { authRoutes } from '../auth/schemas.ts'
import { correctionRoutes } from '../corrections/schemas.ts'
import { dayRoutes } from '../days/schemas.ts'
import { goalRoutes } from '../goals/schemas.ts'
import { type ErrorCode, statusOf } from '../http/errors.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { linkRoutes } from '../links/schemas.ts'
import { milestoneRoutes } from '../milestones/schemas.ts'
import { playerRoutes } from '../players/schemas.ts'
import { progressRoutes } from '../progress/schemas.ts'
import { taskRoutes } from '../tracking/schemas.ts'
import { webhookRoutes } from '../webhooks/schemas.ts'
import { womRoutes } from '../wom/schemas.ts'
import { type Access, type RouteKey, routes, takesBody } from './routes.ts'
import { systemRoutes } from './schemas.ts'

/** A route of the contract; `$default` only catches what is none. */
export type ContractRoute = Exclude<RouteKey, '$default'>

/**
 * The whole contract: what goes into each route and what comes out. The OpenAPI document, its page and the tests are made
 * from it, out of the schemas that validate the requests.
 */
export const contract: Readonly<Record<ContractRoute, RouteDoc>> = {
  ...authRoutes,
  ...auditRoutes,
  ...playerRoutes,
  ...taskRoutes,
  ...progressRoutes,
  ...dayRoutes,
  ...milestoneRoutes,
  ...goalRoutes,
  ...correctionRoutes,
  ...linkRoutes,
  ...womRoutes,
  ...webhookRoutes,
  ...systemRoutes,
}

/** Every error that a route may answer: its own and those that follow from its access, its schemas and its method. */
export const errorsOf = (route: ContractRoute, { params, query, errors }: RouteDoc): ErrorCode[] => {
  const { access }: { access: Access } = routes[route]
  const all: (ErrorCode | false | undefined)[] = [
    (params ?? query ?? takesBody(route)) && 'validation_failed',
    access !== 'public' && 'invalid_token',
    (access === 'admin' || access === 'session') && 'forbidden',
    ...errors,
    takesBody(route) && 'payload_too_large',
    takesBody(route) && 'unsupported_media_type',
    'internal_error',
  ]
  const codes = all.filter((code): code is ErrorCode => typeof code === 'string')
  return [...new Set(codes)].toSorted((a, b) => statusOf[a] - statusOf[b])
}

/** What a route answers when all goes well. */
export const successOf = ({ status, also, response, alternatives }: RouteDoc) => ({
  status: status ?? (response || alternatives ? 200 : 204),
  also: also ?? [],
  json: response,
  texts: alternatives ?? {},
})
