import { consistently, type Table } from '../../../shared/dynamodb.ts'
import { deleteSeam, keepSides, seamStates } from '../../../shared/lives/seam-items.ts'
import type { Seam } from '../../../shared/lives/seams.ts'
import { allSteps, replaceSteps } from '../../../shared/milestones/items.ts'
import type { Placed } from '../../../shared/milestones/recompute.ts'
import { generationOf, type Player } from '../../../shared/players/players.ts'
import { dropRecords, mergeRecords, type Records } from '../../../shared/records/kept.ts'
import { loseTrail } from '../../../shared/records/trail.ts'
import { dateOf, dayMs, startOfDay } from '../../../shared/snapshots/items.ts'
import { playerPK } from '../../../shared/snapshots/key.ts'
import { snapshotAt } from '../../../shared/snapshots/snapshots.ts'
import { ImportError } from '../reasons.ts'
import { deleteNote, findNotes, type Note, notedRecords, putNote } from './note.ts'
import { changeRecords, changeStill, settleDays, settleMilestones, stillThere } from './settle.ts'
import { type StoredDays, storedDays } from './stored-days.ts'
import type { Writer } from './writer.ts'

/** An import that is taken out again. */
export interface Undoing {
  tracker: Table
  source: string
  retentionDays: number
  now: number
}

/** What was imported from a source into a player. */
export interface Imported {
  note: Note
  days: StoredDays
  /** The keys of its states. */
  keys: { PK: string; SK: string }[]
}

/** What was imported from a source. Throws `ImportError` when nothing was. */
export const imported = async ({ tracker, source, now }: Undoing, player: Player): Promise<Imported> => {
  const note = (await findNotes(tracker, player.key)).get(source)
  if (!note) throw new ImportError(`Nothing was imported into "${player.username}" from ${source}.`)
  const days = await storedDays(tracker, player.key, now)
  const PK = playerPK(player.key)
  const keys = [...days.values()]
    .filter((day) => day.source === source)
    .flatMap(({ items }) => [...items.keys()].map((SK) => ({ PK, SK })))
  return { note, days, keys }
}

/** Forgets what was reached by states that go, or from them. */
const forgetSteps = async (table: Table, key: string, goes: (at: number) => boolean): Promise<void> => {
  const touched = (await allSteps(table, key)).filter(
    ({ from, by, milestones }) => goes(from) || goes(by) || milestones.some(({ after }) => goes(after)),
  )
  const left = touched
    .filter(({ from, by }) => !goes(from) && !goes(by))
    .map((step) => ({ ...step, milestones: step.milestones.filter(({ after }) => !goes(after)) }))
    .filter(({ milestones }) => milestones.length > 0)
  const stays = new Set(left.map(({ from }) => from))
  await replaceSteps(table, key, { stored: left, forgotten: touched.filter(({ from }) => !stays.has(from)) })
}

/** Keeps the sides anew of those seams before which other states are now; the moments of those that part nothing any more. */
const settleSeams = async (table: Table, player: Player, now: number): Promise<Set<number>> => {
  const { key, seams = [] } = player
  const sides = await seamStates(
    table,
    seams.map((seam: Seam) => ({ ...seam, player: key })),
  )
  const doomed = new Set<number>()
  for (const { at } of seams) {
    const kept = sides.get(key, at)
    const before = await snapshotAt(table, key, at - 1, now)
    if (!before) doomed.add(at)
    else if (kept && kept.before.at > before.at) await keepSides(table, key, before, kept.after)
  }
  return doomed
}

/**
 * Takes out of a player exactly what was imported from a source: the states, what the import has said of seams and reviews, and
 * what was made of both. Whoever was cut short goes on by doing all of it again.
 */
export const undoImport = async (
  undoing: Undoing,
  player: Player,
  { note, days, keys }: Imported,
  writer: Writer,
): Promise<void> => {
  const { tracker, source, retentionDays, now } = undoing
  const { key } = player
  const remaining = [...days].filter(([, day]) => day.source !== source)
  const stays = new Set(remaining.map(([date]) => date))
  const goes = (at: number): boolean => !stays.has(dateOf(at))
  const [first] = remaining.flatMap(([, { items }]) => [...items.values()])
  await putNote(tracker, key, source, { ...note, settled: false })
  await forgetSteps(tracker, key, goes)
  const imported = new Set([...note.seams, ...note.review])
  const without = (at: number): boolean => !imported.has(at) && !goes(at)
  const recordsTo = (current: Player): number | undefined =>
    current.recordsTo === undefined ? undefined : Math.min(current.recordsTo, now - retentionDays * dayMs)
  const begun = await changeStill(tracker, player, (current) => {
    const { seams = [], review } = current
    const reviewed = (review?.at ?? []).filter(without)
    const addedAt = Math.max(current.addedAt, Math.min(note.addedAt, first?.at ?? Infinity))
    const generation = generationOf(current)
    return {
      milestonesTo: undefined,
      addedAt,
      generation: generation === addedAt ? undefined : generation,
      seams: seams.filter(({ at }) => without(at)),
      review: reviewed.length > 0 ? { at: reviewed } : undefined,
      recordsTo: recordsTo(current),
    }
  })
  const left = (records: Records): Records => dropRecords(records, ({ start, end }) => goes(start) || goes(end))
  await changeRecords(tracker, key, (records) => mergeRecords(left(records), left(notedRecords(note))), begun.recordsTo)
  await stillThere(tracker, player)
  await writer.delete(keys)
  await loseTrail(tracker, key)
  for (const at of note.seams) await deleteSeam(tracker, key, at)
  await settleDays(tracker, begun, writer)
  const doomed = await settleSeams(consistently(tracker), begun, now)
  const parted =
    doomed.size === 0
      ? begun
      : await changeStill(tracker, begun, ({ seams = [] }) => ({ seams: seams.filter(({ at }) => !doomed.has(at)) }))
  // What single states have told is told; what goes on across days that are gone is not.
  const isAcross = ({ from, by }: Placed): boolean => startOfDay(by) - startOfDay(from) > dayMs
  await settleMilestones(tracker, parted, now, () => true, isAcross)
  await deleteNote(tracker, key, source)
}
