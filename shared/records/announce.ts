import type { Table } from '../dynamodb.ts'
import type { Event, Happening } from '../outbox/news.ts'
import { announce } from '../outbox/outbox.ts'
import type { Player } from '../players/players.ts'
import { metricNames } from '../progress/metrics.ts'
import { dayMs } from '../snapshots/items.ts'
import { type Bests, type Span, spans } from './best.ts'
import { type Records, spanNames } from './kept.ts'

/** The records of one metric that were beaten, by gains that were made in so much time. */
const beatenOf = (before: Bests | undefined, after: Bests, trackedMs: number): Span[] =>
  spanNames.filter((span) => {
    const [old, best] = [before?.[span], after[span]]
    return old && best && best.gained > old.gained && trackedMs >= 2 * spans[span] * dayMs
  })

/**
 * Announces which records have been beaten, all together, when records are folded, which is once a week: nothing is read for it but
 * the names of rows. Of a row the longest time is told in which it was beaten, of the whole character each. Of a character that has not
 * been tracked for twice as long as a record is, each week would beat the one before. `to` is up to when records were kept before.
 */
export const announceRecords = async (
  table: Table,
  { key, username, addedAt }: Player,
  { before, after, to }: { before: Records; after: Records; to: number },
  { wanted, now }: { wanted: readonly Event[]; now: number },
): Promise<void> => {
  if (!wanted.includes('record')) return
  const beaten = [...after].flatMap(([metric, { best }]) => {
    const times = beatenOf(before.get(metric)?.best, best, now - addedAt)
    return (metric === 'overall' ? times : times.slice(-1)).map((span) => ({ metric, span, ...best[span]! }))
  })
  if (beaten.length === 0) return
  const nameOf = await metricNames(table)
  const happenings = beaten.map((made): Happening => ({ event: 'record', name: nameOf(made.metric), ...made }))
  // The same until it is done: whoever is cut short before that begins with the same records, and may find even better ones.
  const id = `records ${key} ${new Date(to).toISOString()}`
  await announce(table, { id, at: now, player: key, username, happenings }, wanted)
}
