import * as z from 'zod/mini'
import './faults.ts'

/** A positive number given as text. */
export const positive = z.coerce.number().check(z.positive())

/**
 * Reads a function's settings from its environment, once per cold start. Throws with the names of the variables
 * that are missing or wrong, so that a bad deployment fails at its first start and says why.
 */
export const readEnv = <S extends z.core.$ZodShape>(shape: S): z.output<z.ZodMiniObject<S>> => {
  const result = z.object(shape).safeParse(process.env)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`)
  throw new Error(`environment: ${faults.join(', ')}`)
}
