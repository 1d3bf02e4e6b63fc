import type { Table } from '../../../shared/dynamodb.ts'
import type { Player } from '../../../shared/players/players.ts'
import { catalogueOf } from '../../../shared/snapshots/catalogue.ts'
import { dateOf, type Snapshot, stateMoment } from '../../../shared/snapshots/items.ts'
import { ImportError } from '../reasons.ts'
import { type Changes, changesOf } from './changes.ts'
import { findNotes } from './note.ts'
import { type OnFall, Replay } from './replay.ts'
import { rowMaker, type SeenRow } from './seen.ts'
import type { Contradiction, Spool } from './spool.ts'
import { storedDays } from './stored-days.ts'
import { writeChanges } from './write.ts'
import type { Writer } from './writer.ts'

/** The day on which the hiscores of Old School RuneScape began. */
const firstMoment = Date.parse('2013-02-22T00:00:00Z')

export interface Importing {
  tracker: Table
  retentionDays: number
  source: string
  onFall: OnFall
  /** All metrics of the history make one layout: of points that somebody has made by hand, each of which tells of some. */
  together: boolean
  now: number
  /** Hears how many of all moments are seen. */
  progress?: (done: number, all: number) => void
  /** Hears what became of a moment. */
  onSeen?: (kind: 'kept' | 'duplicate' | 'refused') => void
}

/** What an import would change, and what of the history it would not take. */
export interface Plan {
  replay: Replay
  changes: Changes
  /** How many moments were refused before anybody looked at their values. */
  early: number
  late: number
  /** How many moments there are. */
  moments: number
  /** Since when the tracker has the newest state itself, behind which nothing is imported. */
  newest: number
  /** Nothing is left to be done. */
  isDone: boolean
}

const refuseContradiction = ({ metric, at, lines: [first, second] }: Contradiction): void => {
  // Pages of an API may tell of a moment twice, the second time corrected.
  if (second === undefined) return
  const moment = new Date(at).toISOString()
  throw new ImportError(`Line ${second} says another ${metric} of ${moment} than line ${first}. Nothing was imported.`)
}

/** The moments of a history as states, oldest first, those of a day together, and how many are too early or too late. */
class Days {
  early = 0
  late = 0
  moments = 0
  readonly #spool: Spool
  readonly #importing: Importing
  readonly #newest: number

  constructor(spool: Spool, importing: Importing, newest: number) {
    this.#spool = spool
    this.#importing = importing
    this.#newest = newest
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<[date: string, states: Snapshot[]]> {
    const { tracker, together, progress } = this.#importing
    const rowsOf = rowMaker(await catalogueOf(tracker))
    const unknown: Record<string, SeenRow> = Object.fromEntries(
      together
        ? [...this.#spool.metrics].map(([metric, group]) => [metric, { value: -1, ...(group && { group }) }])
        : [],
    )
    let day: Snapshot[] = []
    for (const { at: moment, rows } of this.#spool.seen(refuseContradiction)) {
      this.moments += 1
      progress?.(this.moments, this.#spool.count)
      const at = stateMoment(moment)
      if (at < firstMoment) this.early += 1
      else if (at >= this.#newest) this.late += 1
      else {
        const last = day.at(-1)
        if (last && dateOf(last.at) !== dateOf(at)) {
          yield [dateOf(last.at), day]
          day = []
        }
        // What is stored behind midnight may be there already.
        if (day.at(-1)?.at !== at) day.push({ at, rows: rowsOf({ ...unknown, ...rows }) })
      }
    }
    if (day.length > 0) yield [dateOf(day[0]!.at), day]
  }
}

/** Replays a history that waits in a spool, and finds what it would change. Nothing is written. Throws `ImportError`. */
export const planImport = async (importing: Importing, player: Player, spool: Spool): Promise<Plan> => {
  const { tracker, source, onFall, retentionDays, now, onSeen } = importing
  const days = await storedDays(tracker, player.key, now)
  const own = [...days.values()].findLast((day) => day.source === undefined)
  if (!own) throw new ImportError(`Of "${player.username}" nothing is stored yet. Import once it has been fetched.`)
  const newest = Math.max(...[...own.items.values()].map(({ at }) => at))
  const note = (await findNotes(tracker, player.key)).get(source)
  const resuming = note?.settled === false
  // What the run that was cut short has said of the records is not what was there before.
  const { recordsTo: _, ...rest } = player
  const known = resuming ? { ...rest, ...(note.recordsTo !== undefined && { recordsTo: note.recordsTo }) } : player
  const replay = new Replay({
    player: known,
    source,
    onFall,
    retentionDays,
    now,
    days,
    resuming,
    ...(onSeen && { onSeen }),
  })
  await replay.begin(tracker)
  const seen = new Days(spool, importing, newest)
  for await (const [date, states] of seen) await replay.day(date, states)
  await replay.end()
  const changes = await changesOf(tracker, replay, { key: player.key, source, days })
  const isDone = changes.puts.length + changes.deletes.length === 0 && !resuming
  const { early, late, moments } = seen
  return { replay, changes, early, late, moments, newest, isDone }
}

/** Writes what was planned. Doing it again does what is left. */
export const carryOut = (
  { tracker, source, retentionDays, now }: Importing,
  player: Player,
  { replay, changes }: Plan,
  writer: Writer,
): Promise<void> => writeChanges({ tracker, writer, source, retentionDays, now }, player, replay, changes)
