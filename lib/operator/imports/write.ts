import type { Table } from '../../../shared/dynamodb.ts'
import { barriersOf, withSeam } from '../../../shared/lives/seams.ts'
import { lifeStart, type Milestone } from '../../../shared/milestones/find.ts'
import { replaceSteps } from '../../../shared/milestones/items.ts'
import type { Placed } from '../../../shared/milestones/recompute.ts'
import { noteTops, topsLeft } from '../../../shared/milestones/tops.ts'
import { changePlayer, generationOf, type Player } from '../../../shared/players/players.ts'
import { foldDue } from '../../../shared/records/fold.ts'
import { mergeRecords } from '../../../shared/records/kept.ts'
import { loseTrail } from '../../../shared/records/trail.ts'
import { ensureLayout } from '../../../shared/snapshots/catalogue.ts'
import { dateOf, dayMs } from '../../../shared/snapshots/items.ts'
import { keepSnapshots } from '../../../shared/snapshots/keep.ts'
import type { Changes } from './changes.ts'
import { findNotes, type Note, putNote, recordsToNote } from './note.ts'
import type { Replay } from './replay.ts'
import { changeRecords, changeStill, settleDays, settleMilestones, stillThere } from './settle.ts'
import type { Writer } from './writer.ts'

/** What a replayed history is written with. */
interface Writing {
  tracker: Table
  writer: Writer
  source: string
  retentionDays: number
  now: number
}

const atOnce = 500

/** How the import is noted, before any of it is there. */
const noteFor = async ({ tracker, source }: Writing, player: Player, { seams, review }: Replay): Promise<Note> => {
  const notes = await findNotes(tracker, player.key)
  const before = notes.get(source)
  const [other] = notes.values()
  const together = (a: readonly number[] = [], b: readonly number[]): number[] =>
    [...new Set([...a, ...b])].sort((x, y) => x - y)
  const records = before ? before.records : await recordsToNote(tracker, player.key)
  const { recordsTo } = before && !before.settled ? before : player
  return {
    addedAt: before?.addedAt ?? other?.addedAt ?? player.addedAt,
    seams: together(
      before?.seams,
      seams.map(({ at }) => at),
    ),
    review: together(before?.review, review),
    settled: false,
    ...(recordsTo !== undefined && { recordsTo }),
    ...(records && { records }),
  }
}

/**
 * Up to which state the records of a player are kept, when those of a replayed history are among them: the next fold looks
 * through what came since. What single snapshots have expired of is not looked through again, for it tells days alone.
 */
const foldedTo = (
  { recordsTo: own }: Note,
  replay: Replay,
  { retentionDays, now }: Pick<Writing, 'retentionDays' | 'now'>,
): number | undefined => {
  if (own === undefined) return replay.foldedTo
  return Math.max(replay.foldedTo ?? 0, Math.min(own, now - retentionDays * dayMs))
}

/**
 * Which milestones stand, and which of those count that what is stored tells of besides. What was reached by imported states is
 * told of already, by finer ones than are stored, and so is what was reached by those that this tracker has seen itself: what is
 * left is between the two. A rank that was in a top before comes into it again.
 */
const untold = (
  player: Player,
  replay: Replay,
  { tops }: Changes,
): [(milestone: Milestone) => boolean, (milestone: Placed) => boolean] => {
  const barriers = barriersOf(player)
  const isOurs = (at: number): boolean => replay.outcomes.has(dateOf(at))
  const isAgain = ({ kind, metric, threshold, by }: Milestone): boolean =>
    kind === 'rank' && (tops.get(lifeStart(barriers, by))?.get(metric) ?? Infinity) <= threshold
  // A value may have been unknown for some states before.
  const isBetween = ({ from, after, by }: Placed): boolean => [from, after].some((at) => isOurs(at) !== isOurs(by))
  return [
    (milestone) => isOurs(milestone.by) || !isAgain(milestone),
    (milestone) => isBetween(milestone) && !isAgain(milestone),
  ]
}

/**
 * Writes what a replayed history changes: the states, then what is told of them in the player, then what follows from both. Each
 * step may be done again, so whoever was cut short goes on by doing all of it again. Throws `ImportError` when the player is removed
 * or renamed meanwhile.
 */
export const writeChanges = async (
  writing: Writing,
  player: Player,
  replay: Replay,
  changes: Changes,
): Promise<void> => {
  const { tracker, writer, source, retentionDays, now } = writing
  const { key } = player
  const note = await noteFor(writing, player, replay)
  await putNote(tracker, key, source, note)
  for (const { layout, at } of changes.layouts) await ensureLayout(tracker, layout, at)
  await writer.put(changes.seamItems)
  for (let start = 0; start < changes.puts.length; start += atOnce) {
    await stillThere(tracker, player)
    await writer.put(changes.puts.slice(start, start + atOnce))
  }
  await writer.delete(changes.deletes)
  await replaceSteps(tracker, key, { stored: changes.steps, forgotten: [] })
  await writer.spend(2 * changes.steps.length)

  const begun = await changeStill(tracker, player, (current) => {
    const { addedAt, seams = [], review } = current
    const reviewed = [...new Set([...(review?.at ?? []), ...note.review])].sort((a, b) => a - b)
    const first = Math.min(addedAt, replay.addedAt)
    return {
      // Whoever is cut short has the next fetch make the milestones anew.
      milestonesTo: undefined,
      ...(first < addedAt && { addedAt: first, generation: generationOf(current) }),
      ...(replay.seams.length > 0 && { seams: replay.seams.reduce(withSeam, seams) }),
      ...(note.review.length > 0 && { review: { at: reviewed } }),
      recordsTo: foldedTo(note, replay, { retentionDays, now }),
    }
  })
  await loseTrail(tracker, key)
  await settleDays(tracker, begun, writer)
  await keepSnapshots(tracker, key, changes.keeps, now)
  await changeRecords(tracker, key, (records) => mergeRecords(records, changes.records), begun.recordsTo)
  const told = await settleMilestones(tracker, begun, now, ...untold(begun, replay, changes))
  for (const [life, tops] of changes.tops) {
    const known = await topsLeft(tracker, key, life)
    await noteTops(
      tracker,
      key,
      life,
      new Map([...tops].filter(([metric, top]) => top < (known.get(metric) ?? Infinity))),
    )
  }
  const folded = await foldDue({ tracker, retentionDays }, told, now)
  await changePlayer(tracker, told, folded)
  await putNote(tracker, key, source, { ...note, settled: true })
}
