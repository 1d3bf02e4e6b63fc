import { snapSK } from '../../shared/snapshots/items.ts'
import { valuesDiffer } from '../../shared/snapshots/readings.ts'
import { states } from '../../shared/snapshots/scan.ts'
import { snapshotAt } from '../../shared/snapshots/snapshots.ts'
import type { Measures } from './measures.ts'
import { type MemoryTable, tableOf } from './memory-table.ts'
import { rowsAt } from './population.ts'
import { announcedIn, reached } from './reached.ts'
import { untruths } from './truth.ts'

const day = 86_400_000

/** What the table holds when all is over, compared with what players say and with what the hiscores have answered. */
export const audit = async (memory: MemoryTable, measures: Measures, end: number) => {
  const table = tableOf(memory)
  const missing = measures.acknowledged.filter(({ key, at }) => !memory.peek(`PLAYER#${key}`, snapSK(at)))
  const untrue = { wrongValues: 0, behind: 0, seams: 0, reviews: 0 }
  const told = { milestones: 0, milestonesLost: 0, milestonesTwice: 0, news: 0, newsLost: 0, newsTwice: 0 }
  const announced = announcedIn(memory)
  const result = { snapshots: 0, lost: missing.length, duplicates: 0, forgotten: 0, ...untrue, ...told }
  for (const [key, { character, seenAt }] of measures.seen) {
    let last: Parameters<typeof valuesDiffer>[0] | undefined
    for (const item of memory.items(`PLAYER#${key}`)) if (String(item.SK).startsWith('SNAP#')) result.snapshots += 1
    for await (const { rows, at } of states(table, key, { start: 0, end }, end)) {
      if (!memory.peek(`PLAYER#${key}`, snapSK(at))) continue
      if (last && !valuesDiffer(last, rows)) result.duplicates += 1
      last = rows
    }
    const newest = await snapshotAt(table, key, end, end)
    // What is not known then came as a bad row.
    if (!newest || valuesDiffer(rowsAt(character, seenAt), newest.rows)) result.lost += 1
    for (const [fault, count] of Object.entries(await untruths(memory, key, character))) {
      result[fault as keyof typeof untrue] += count
    }
    for (const [name, count] of Object.entries(await reached(memory, key, announced.get(key) ?? [], end))) {
      result[name as keyof typeof told] += count
    }
    // Two days are more than the longest interval and any lateness together.
    const player = memory.peek(`PLAYER#${key}`, 'PLAYER')
    if (player?.due === undefined || (player.nextFetchAt as number) > end + 2 * day) result.forgotten += 1
  }
  return result
}
