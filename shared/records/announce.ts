import type { Table } from '../dynamodb.ts'
import type { Event, Happening } from '../outbox/news.ts'
import { announce } from '../outbox/outbox.ts'
import type { Player } from '../players/players.ts'
import { dayMs } from '../snapshots/items.ts'
import { spans } from './best.ts'
import { type Records, spanNames } from './kept.ts'

/**
 * Announces which records of the whole character have been beaten, when records are folded, which is once a week: nothing is read
 * for it. Of a character that has not been tracked for twice as long as a record is, each week would beat the one before.
 */
export const announceRecords = async (
  table: Table,
  { key, username, addedAt }: Player,
  { before, after }: { before: Records; after: Records },
  { wanted, now }: { wanted: readonly Event[]; now: number },
): Promise<void> => {
  const [old, best] = [before, after].map((records) => records.get('overall')?.best)
  if (!old || !best) return
  const happenings = spanNames.flatMap((span): Happening[] => {
    const [beaten, made] = [old[span], best[span]]
    if (!beaten || !made || made.gained <= beaten.gained || now - addedAt < 2 * spans[span] * dayMs) return []
    return [{ event: 'record', metric: 'overall', name: 'Overall', span, ...made }]
  })
  if (happenings.length === 0) return
  // The same until it is done: who is cut short before that finds the same records.
  const made = Math.max(...happenings.map((each) => ('end' in each ? each.end : 0)))
  const id = `records ${key} ${new Date(made).toISOString()}`
  await announce(table, { id, at: now, player: key, username, happenings }, wanted)
}
