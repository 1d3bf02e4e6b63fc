import * as z from 'zod'
import { type Mode, modes } from '../../shared/hiscores/boards.ts'
import { canonicalName, usernameSchema } from '../../shared/hiscores/names.ts'

/** Whom a rule is for, everybody unless it says, and how many requests it lasts, for ever unless it says. */
const scope = {
  name: z.optional(usernameSchema),
  mode: z.enum(modes).optional(),
  times: z.int().min(1).optional(),
}

export const ruleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum([
      // 404 with a page, as for a name that is not on the board.
      'not_found',
      // 400 with a page, as for a name that cannot be.
      'bad_request',
      // The connection is accepted and nothing is answered.
      'timeout',
      // 200 with the page that the real ones show during maintenance.
      'html',
      // 200 with JSON of another shape.
      'malformed',
      // 200 with JSON that ends in the middle.
      'garbage',
      // The connection is dropped without an answer.
      'refused',
      // Half an answer, then silence.
      'stalled',
      // Half an answer, then the connection is dropped.
      'cut',
    ]),
    ...scope,
  }),
  // 429 and 503, with a `Retry-After` header if one is given: seconds, or the header's text.
  z.strictObject({
    kind: z.enum(['rate_limited', 'unavailable']),
    retryAfter: z.union([z.int().min(0), z.string()]).optional(),
    ...scope,
  }),
  // The ordinary answer, late.
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0).max(600_000), ...scope }),
  // The ordinary answer, with the name as it was asked for.
  z.strictObject({ kind: z.literal('echo'), ...scope }),
  // The ordinary answer of another character, as from a cache.
  z.strictObject({ kind: z.literal('stranger'), as: usernameSchema, ...scope }),
  // The ordinary answer of some time ago, as from a cache.
  z.strictObject({ kind: z.literal('stale'), secondsAgo: z.int().min(0), ...scope }),
  // The ordinary answer with null for all numbers of the rows that are named.
  z.strictObject({ kind: z.literal('bad_rows'), rows: z.array(z.string()), ...scope }),
  // The ordinary answer, compressed: `gzip`, `x-gzip`, `deflate`, `br`, or several of them with commas between.
  z.strictObject({ kind: z.literal('compressed'), encoding: z.string().regex(/^[\w, -]+$/), ...scope }),
  // 200 with the JSON that is given, for a character of any name.
  z.strictObject({ kind: z.literal('answer'), answer: z.json(), ...scope }),
])

/** One way in which the simulator shall not answer as usual. */
export type Rule = z.output<typeof ruleSchema>

/**
 * The first rule that is for this request, and the rules that are left when it has been kept once.
 */
export const applyRules = (
  rules: readonly Rule[],
  mode: Mode | undefined,
  name: string,
): { rule: Rule | undefined; left: Rule[] } => {
  const index = rules.findIndex(
    (rule) =>
      (rule.mode === undefined || rule.mode === mode) &&
      (rule.name === undefined || canonicalName(rule.name) === canonicalName(name)),
  )
  const rule = rules[index]
  if (rule?.times === undefined) return { rule, left: [...rules] }
  const kept = rule.times > 1 ? [{ ...rule, times: rule.times - 1 }] : []
  return { rule, left: rules.toSpliced(index, 1, ...kept) }
}
