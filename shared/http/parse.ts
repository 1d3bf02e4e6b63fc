import type * as z from 'zod/mini'
import { ApiError, type Issue } from './errors.ts'
import '../faults.ts'

const issuesOf = (fault: z.core.$ZodIssue): Issue[] => {
  const at = (...path: PropertyKey[]): string => [...fault.path, ...path].join('.')
  if (fault.code !== 'unrecognized_keys') return [{ path: at(), message: fault.message }]
  return fault.keys.map((key) => ({ path: at(key), message: 'is not known here' }))
}

/** The error for a request with these faults. */
export const invalid = (...issues: Issue[]): ApiError =>
  new ApiError('validation_failed', 'The request is not valid.', { issues })

/**
 * Checks a value against a schema. Throws `validation_failed` with one issue per fault, each with its dotted path; also those
 * of another part of the request, with a schema of its own, so that whoever asks hears of all at once.
 */
export const parse = <S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  ...others: readonly (readonly [schema: z.ZodMiniType, value: unknown])[]
): z.output<S> => {
  const result = schema.safeParse(value)
  const results = [...others.map(([other, part]) => other.safeParse(part)), result]
  const issues = results.flatMap(({ error }) => error?.issues.flatMap(issuesOf) ?? [])
  if (!result.success || issues.length > 0) throw invalid(...issues)
  return result.data
}
