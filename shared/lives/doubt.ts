import * as z from 'zod/mini'
import { encodedSchema } from '../snapshots/items.ts'

/** Why an answer cannot follow from what is stored: it names somebody else, values fell, or rose by more than the time allows. */
const doubtKinds = ['name', 'fall', 'rise'] as const

export type DoubtKind = (typeof doubtKinds)[number]

/** An answer that is kept aside until a second one decides, and how many odd ones came in a row. */
export const doubtSchema = z.extend(encodedSchema, { kind: z.enum(doubtKinds), times: z.number() })

export type Doubt = z.output<typeof doubtSchema>

/**
 * Rises that two answers agreed on although they were more than the time allows: the moments of their states. They count for
 * no record, milestone or board until an admin has accepted them.
 */
export const reviewSchema = z.object({ at: z.array(z.number()).check(z.minLength(1)) })
