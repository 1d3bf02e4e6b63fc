import type * as z from 'zod'
import { ApiError, type Issue } from './errors.ts'

const issuesOf = (fault: z.core.$ZodIssue): Issue[] => {
  const at = (...path: PropertyKey[]): string => [...fault.path, ...path].join('.')
  if (fault.code !== 'unrecognized_keys') return [{ path: at(), message: fault.message }]
  return fault.keys.map((key) => ({ path: at(key), message: 'is not known here' }))
}

/** The error for a request with these faults. */
export const invalid = (...issues: Issue[]): ApiError =>
  new ApiError('validation_failed', 'The request is not valid.', { issues })

/** Checks a value against a schema. Throws `validation_failed` with one issue per fault, each with its dotted path. */
export const parse = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalid(...result.error.issues.flatMap(issuesOf))
}
