import * as z from 'zod/mini'
import { seamKinds } from '../lives/seams.ts'

/*
 * What a player remembers of a move that is under way, so that the schedule can finish it wherever it was cut short.
 */

/** How two histories become one. */
export const joiningSchema = z.object({
  /** The generation of the player whose history is moved here. */
  generation: z.number(),
  /** The moment of the first state of the later history; of the earlier one only what is before it counts. */
  at: z.number(),
  /** Whether the history that is moved here is the earlier one. */
  earlier: z.boolean(),
  /** What parts the two, when the later one does not continue the earlier. */
  seam: z.optional(z.enum(seamKinds)),
})

export type Joining = z.output<typeof joiningSchema>

const partySchema = z.object({ key: z.string(), username: z.string(), generation: z.number() })

/** Two players that exchange their names, as they were before: the first one waits under a key of its own for the second. */
export const swappingSchema = z.object({ first: partySchema, second: partySchema })

export type Swapping = z.output<typeof swappingSchema>

/** A history that has another name now. */
export interface Moved {
  from: { key: string; username: string }
  to: { key: string; username: string }
}

/**
 * Hears of histories that have other names, by a move that was begun at a moment: once they are there for good, and before it is
 * forgotten that they were moved. So whoever is cut short hears of it again.
 */
export type OnMoved = (moved: readonly Moved[], begunAt: number) => Promise<void>

/** How long a move has until the schedule takes it up, in milliseconds: longer than any function may run, so no two do it at once. */
export const moveMs = 90_000
