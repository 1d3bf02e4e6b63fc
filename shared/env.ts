import * as z from 'zod/mini'
import { check } from './faults.ts'

/** The kinds of settings, each with its check. Numbers are given as text, like all that is in an environment. */
export const text = z.string().check(z.minLength(1))
export const positive = z.coerce.number().check(z.positive())
export const notNegative = z.coerce.number().check(z.gte(0))

/**
 * Reads a function's settings from its environment, once per cold start. Throws with the names of the variables
 * that are missing or wrong, so that a bad deployment fails at its first start and says why.
 */
export const readEnv = <S extends z.core.$ZodShape>(shape: S): z.output<z.ZodMiniObject<S>> => {
  const result = check(z.object(shape), process.env)
  if (result.success) return result.data
  throw new Error(`environment: ${result.faults.map(({ path, message }) => `${path} (${message})`).join(', ')}`)
}
