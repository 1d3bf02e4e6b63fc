import type * as z from 'zod'
import type { ErrorCode } from './errors.ts'

/** What the contract says about one route, beside what the route table does. */
export interface RouteDoc {
  /** One line, without a full stop. */
  summary: string
  description?: string
  /** Objects of the path parameters and of the query, as they are given: before any transformation. */
  params?: z.core.$ZodType
  query?: z.core.$ZodType
  /** The JSON body of the request. */
  body?: z.core.$ZodType
  /** Of the answer when all goes well: 200, or 204 where there is no `response`. */
  status?: 200 | 201 | 202 | 204
  /** Other statuses that the same answer may have. */
  also?: readonly 201[]
  response?: z.ZodType
  /** Headers that come with it, beside those that every answer has. */
  headers?: readonly ('location' | 'link')[]
  /** Other media types of the answer, which `Accept` may ask for, each with a short example. */
  alternatives?: Readonly<Record<string, string>>
  /** The errors of this route's own; those that follow from its access and its schemas need not be named. */
  errors: readonly ErrorCode[]
}
