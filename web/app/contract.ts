import type * as z from 'zod'
import type { ContractRoute } from '../../shared/api/contract.ts'
import type { systemRoutes } from '../../shared/api/schemas.ts'
import type { auditRoutes } from '../../shared/audit/schemas.ts'
import type { authRoutes } from '../../shared/auth/schemas.ts'
import type { correctionRoutes } from '../../shared/corrections/schemas.ts'
import type { dayRoutes } from '../../shared/days/schemas.ts'
import type { goalRoutes } from '../../shared/goals/schemas.ts'
import type { linkRoutes } from '../../shared/links/schemas.ts'
import type { milestoneRoutes } from '../../shared/milestones/schemas.ts'
import type { playerRoutes } from '../../shared/players/schemas.ts'
import type { progressRoutes } from '../../shared/progress/schemas.ts'
import type { taskRoutes } from '../../shared/tracking/schemas.ts'
import type { webhookRoutes } from '../../shared/webhooks/schemas.ts'

type Documented = typeof auditRoutes &
  typeof authRoutes &
  typeof correctionRoutes &
  typeof dayRoutes &
  typeof goalRoutes &
  typeof linkRoutes &
  typeof milestoneRoutes &
  typeof playerRoutes &
  typeof progressRoutes &
  typeof systemRoutes &
  typeof taskRoutes &
  typeof webhookRoutes

/** A route of the API, as its contract names it. */
export type Route = ContractRoute

/** What a route answers when all goes well, by the schema that the contract has of it. */
export type Answer<R extends Route> = R extends keyof Documented
  ? Documented[R] extends { response: infer S extends z.ZodType }
    ? z.output<S>
    : undefined
  : never
