import * as z from 'zod/mini'
import { cursor, limit, type Pages } from '../http/cursor.ts'
import type { Resumed } from './list.ts'

/** The lists of milestones: behind which of whose milestones a page goes on. */
export const milestonePages: Pages = { name: 'milestones', key: /^~?[a-z0-9_]{1,12}\.\d{1,15}\.\d{1,15}\.\d{1,5}$/ }

/** The key by which a cursor names a place; undefined for none. */
export const pageKey = (next: Resumed | undefined): string | undefined =>
  next && [next.player, next.from, next.by, next.shown].join('.')

const placeIn = (key: string): Resumed => {
  const [player = '', ...numbers] = key.split('.')
  const [from, by, shown] = numbers.map(Number) as [number, number, number]
  return { player, from, by, shown }
}

/** The query of a list of milestones. */
export const milestonesQuery = z.strictObject({
  limit: limit(100),
  cursor: z.optional(z.pipe(cursor(milestonePages), z.transform(placeIn))),
})
