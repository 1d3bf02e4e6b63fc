import type * as z from 'zod/mini'
import { check } from '../faults.ts'
import { ApiError, type Issue } from './errors.ts'

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
  const result = check(schema, value)
  const results = [...others.map(([other, part]) => check(other, part)), result]
  const issues = results.flatMap((each) => (each.success ? [] : each.faults))
  if (!result.success || issues.length > 0) throw invalid(...issues)
  return result.data
}
