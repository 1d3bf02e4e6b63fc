import * as z from 'zod/mini'
import { dayMs } from '../snapshots/items.ts'

/** A walk through the histories of all players, by their names. */
export const walkSchema = z.object({
  /** The key of the last player whose history is gone through; undefined at the beginning. */
  after: z.optional(z.string()),
  /** How often the next one has failed. */
  failures: z.optional(z.number()),
  /** How many were behind, whether they are told of now or could not be. */
  found: z.number(),
  /** When all were seen, in milliseconds since 1970. */
  endedAt: z.optional(z.number()),
})

export type Walk = z.output<typeof walkSchema>

/**
 * Where a walk goes on: from the beginning a day after one that has found somebody behind, and nowhere after one that has not. So
 * whoever was on the way to another name, which the walk had passed, or has failed each time, is not missed.
 */
export const goesOn = (walk: Walk | undefined, now: number): Walk | undefined => {
  if (!walk) return { found: 0 }
  if (walk.endedAt === undefined) return walk
  return walk.found > 0 && now - walk.endedAt >= dayMs ? { found: 0 } : undefined
}

/** Whether there are histories to go through. Nothing is read for it. */
export const isUnderWay = (walk: Walk | undefined, now: number): boolean => goesOn(walk, now) !== undefined
