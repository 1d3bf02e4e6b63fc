import type * as z from 'zod/mini'
import { check } from '../faults.ts'
import { ApiError, type Issue } from './errors.ts'

// A list of thousands of wrong entries is no reason for an answer that is larger than the request.
const mostIssues = 20

/** The error for a request with these faults. Of more than twenty it names the first, and how many more there are. */
export const invalid = (...issues: Issue[]): ApiError => {
  const rest = issues.length - (mostIssues - 1)
  const told =
    rest <= 1 ? issues : [...issues.slice(0, mostIssues - 1), { path: '', message: `has ${rest} more faults` }]
  return new ApiError('validation_failed', 'The request is not valid.', { issues: told })
}

/**
 * Checks a value against a schema. Throws `validation_failed` with one issue per fault, each with its dotted path; also those
 * of another part of the request, with a schema of its own, so that whoever asks hears of all at once.
 */
export const parse = <S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  ...others: readonly (readonly [schema: z.ZodMiniType, value: unknown])[]
): z.output<S> => {
  const result = check(schema, value)
  const results = [...others.map(([other, part]) => check(other, part)), result]
  const issues = results.flatMap((each) => (each.success ? [] : each.faults))
  if (!result.success || issues.length > 0) throw invalid(...issues)
  return result.data
}
