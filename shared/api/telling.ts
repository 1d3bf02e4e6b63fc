import type * as z from 'zod'
import { type ErrorCode, statusOf } from '../http/errors.ts'
import { womErrorOf } from '../wom/errors.ts'
import { womErrorSchema } from '../wom/schemas.ts'
import { errorExample, errorSchema } from './error-doc.ts'
import { type RouteKey, routes } from './routes.ts'

/** How the errors of a route are told, for the contract. */
export interface Telling {
  /** The shape of all of them, and its name among the document's. */
  schema: z.ZodType
  name: 'Error' | 'WomError'
  statusOf: (code: ErrorCode) => number
  /** The codes that the answer to an error may have. */
  codesOf: (code: ErrorCode) => readonly string[]
  exampleOf: (code: ErrorCode, told: string) => object
}

const plain: Telling = {
  schema: errorSchema,
  name: 'Error',
  statusOf: (code) => statusOf[code],
  codesOf: (code) => [code],
  exampleOf: errorExample,
}

const wom: Telling = {
  schema: womErrorSchema,
  name: 'WomError',
  statusOf: (code) => womErrorOf(code).status,
  codesOf: (code) => womErrorOf(code).codes,
  exampleOf: (code, told) => {
    const { issues, ...error } = errorExample(code)
    return { ...error, code: told, ...(issues && { data: issues }) }
  },
}

/** How a route tells its errors: in the one shape, or as Wise Old Man's programs expect them. */
export const tellingOf = (route: RouteKey): Telling => (routes[route].function === 'wom' ? wom : plain)
