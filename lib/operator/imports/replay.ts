import { batchDelete, batchPut, itemsOf, type Table } from '../../../shared/dynamodb.ts'
import type { Rows } from '../../../shared/hiscores/answer.ts'
import { earlierInLife } from '../../../shared/lives/earlier.ts'
import { type Judgement, judge } from '../../../shared/lives/judge.ts'
import { keepSides } from '../../../shared/lives/seam-items.ts'
import { type Seam, withSeam } from '../../../shared/lives/seams.ts'
import { tellMilestones } from '../../../shared/milestones/tell.ts'
import { generationOf, type Player } from '../../../shared/players/players.ts'
import { foldDue, foldForGood } from '../../../shared/records/fold.ts'
import { currentRows } from '../../../shared/snapshots/catalogue.ts'
import { dateOf, dayMs, decodeAll, encode, type Snapshot, type State } from '../../../shared/snapshots/items.ts'
import { playerPK } from '../../../shared/snapshots/key.ts'
import { layoutOf } from '../../../shared/snapshots/layout.ts'
import { continuedRows } from '../../../shared/snapshots/renames.ts'
import { newestStates } from '../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../memory-table/memory-table.ts'
import { rawItem, type StoredDays } from './stored-days.ts'

/*
 * Replaying: a tracker in memory sees a history as it would have seen it at the time, by the code that stores what a fetch
 * brings, beside what is stored of the player already. What it has in the end is what a tracker would have that had been there;
 * what has expired on the way it forgets, so that it never holds more than the days and one retention of changes.
 */

/** What is done about values that fall and stay: the states behind the fall are refused, or a seam parts them from those before. */
export type OnFall = 'refuse' | 'seam'

/** What became of the states of a history, day by day. */
export interface Outcome {
  kept: number
  duplicate: number
  /** They tell nothing that the one before has not told. */
  unchanged: number
  refused: number
}

/** A state that does not continue the one before. */
export interface Break {
  at: number
  metrics: readonly string[]
  became: 'seam' | 'review' | 'refused'
}

interface Replaying {
  player: Player
  source: string
  onFall: OnFall
  retentionDays: number
  now: number
  days: StoredDays
  /** An import from the same source was cut short, so what follows from its states may not be there. */
  resuming: boolean
  /** Hears what became of a state. */
  onSeen?: (kind: 'kept' | 'duplicate' | 'refused') => void
}

/** A state as it was seen, and the layout of its rows as they are called now. */
interface Shown extends Snapshot {
  shown: Rows
  /** Nothing is stored of its moment yet. */
  isNew?: boolean
}

const asShown = (state: State): Shown => ({ at: state.at, rows: state.rows, shown: state.rows })

const sweepMs = 7 * dayMs

export class Replay {
  readonly #memory = new MemoryTable()
  /** What the tracker in memory has. */
  readonly table: Table = tableOf(this.#memory)
  readonly #given: Replaying
  readonly #dates: string[]
  #nextDate = 0
  #player: Player
  #last: Shown | undefined
  /** Whether the last state is one of those that are imported. */
  #ours = false
  #odd: { state: Shown; judgement: Exclude<Judgement, { fits: true }> } | undefined
  #next: Shown | undefined
  #sweptAt = 0
  /** The days that are made anew, with what became of their states. */
  readonly outcomes = new Map<string, Outcome>()
  readonly breaks: Break[] = []
  readonly seams: Seam[] = []
  readonly review: number[] = []
  /** Up to which state the records are kept; undefined where none were looked for. */
  foldedTo: number | undefined

  constructor(given: Replaying) {
    this.#given = given
    this.#dates = [...given.days.keys()]
    const { player } = given
    this.#player = {
      key: player.key,
      username: player.username,
      mode: player.mode,
      active: true,
      addedAt: player.addedAt,
      generation: generationOf(player),
      failures: 0,
      ...(player.seams && { seams: player.seams }),
      ...(player.review && { review: player.review }),
    }
  }

  /** Learns the names of rows that are known. */
  async begin(table: Table): Promise<void> {
    for (const PK of ['LAYOUT', 'METRICS']) await batchPut(this.table, await itemsOf(table, PK))
  }

  /** Sees what was seen on a day, oldest first; days come in their order. */
  async day(date: string, seen: readonly Snapshot[]): Promise<void> {
    const { days, source } = this.#given
    await this.#passTo(date)
    const there = days.get(date)
    if (there) this.#nextDate += 1
    const outcome: Outcome = { kept: 0, duplicate: 0, unchanged: 0, refused: 0 }
    this.outcomes.set(date, outcome)
    const stored = there && (await decodeAll(this.table, [...there.items.values()]))
    const known = new Set(stored?.map(({ at }) => at))
    if (there && there.source !== source) {
      outcome.duplicate = seen.length
      for (const _ of seen) this.#given.onSeen?.('duplicate')
      await this.#foldStretch(date)
      await this.#pass(date)
      return
    }
    const moments = new Set(seen.map(({ at }) => at))
    const left = (stored ?? []).filter(({ at }, index, all) => !moments.has(at) && all[index - 1]?.at !== at)
    const all = [...seen, ...left].sort((a, b) => a.at - b.at)
    for (const { at, rows } of all) {
      await this.#offer({ at, rows, shown: await currentRows(this.table, rows), isNew: !known.has(at) }, outcome)
    }
  }

  /** Meets what is stored behind the last day. */
  async end(): Promise<void> {
    const { days, player, now } = this.#given
    for (let left = this.#dates[this.#nextDate]; left !== undefined && this.#isLeft(left); ) {
      await this.day(left, [])
      left = this.#dates[this.#nextDate]
    }
    const next = this.#dates[this.#nextDate]
    await this.#foldStretch(next)
    const { recordsTo } = this.#player
    if (next !== undefined) {
      const [first] = await this.#pass(next)
      const latest = await encode(this.table, first!)
      const { recordsTo: _, ...met } = this.#player
      this.#player = { ...met, latest, ...(recordsTo !== undefined && { recordsTo }) }
      // Who is new here has not had its records looked for yet: that comes with the first fetch, when more is there than now.
      const isNew = player.recordsTo === undefined && days.get(next)!.source === undefined
      if (isNew) await this.#fold(first!.at)
    }
    this.foldedTo = this.#player.recordsTo
    await this.#sweep(now)
  }

  /** What is stored of the player in memory. */
  items(): Record<string, unknown>[] {
    return this.#memory.items(playerPK(this.#player.key))
  }

  /** The first state of the player, in memory or before it. */
  get addedAt(): number {
    return this.#player.addedAt
  }

  /** Whether a day was imported from the same source, and what follows from that may not be there. */
  #isLeft(date: string): boolean {
    const { days, source, resuming } = this.#given
    return resuming && days.get(date)!.source === source
  }

  async #passTo(date: string): Promise<void> {
    while (this.#nextDate < this.#dates.length && this.#dates[this.#nextDate]! < date) {
      const next = this.#dates[this.#nextDate]!
      if (this.#isLeft(next)) {
        await this.day(next, [])
        continue
      }
      this.#nextDate += 1
      await this.#foldStretch(next)
      await this.#pass(next)
    }
  }

  /** Sees a day as it is stored, which stays as it is. */
  async #pass(date: string): Promise<State[]> {
    const stored = [...this.#given.days.get(date)!.items]
    const states = await decodeAll(
      this.table,
      stored.map(([, item]) => item),
    )
    await this.#meet(asShown(states[0]!))
    await batchPut(
      this.table,
      stored.map(([SK, item]) => rawItem(SK, item)),
    )
    const last = states.at(-1)!
    this.#last = asShown(last)
    this.#ours = false
    this.#player = {
      ...this.#player,
      addedAt: Math.min(this.#player.addedAt, states[0]!.at),
      latest: await encode(this.table, last),
      lastFetchedAt: last.at,
      milestonesTo: last.at,
      recordsTo: last.at,
    }
    return states
  }

  async #fold(at: number): Promise<void> {
    const { retentionDays } = this.#given
    this.#player = { ...this.#player, ...(await foldDue({ tracker: this.table, retentionDays }, this.#player, at)) }
  }

  /** Sees how a stored state goes on from the imported ones before it. */
  async #meet(first: Shown): Promise<void> {
    const odd = this.#odd
    this.#odd = undefined
    if (odd) {
      const last = this.#last
      const continues = !last || (await this.#judge(last, first)).fits
      if (!continues && (await this.#judge(odd.state, first)).fits) await this.#believe(odd)
      else this.#refuse(odd.state, odd.judgement, this.outcomes.get(dateOf(odd.state.at))!)
    }
    if (!this.#ours || !this.#last || this.#begins(first.at)) return
    const judgement = await this.#judge(this.#last, first)
    if (!judgement.fits) await this.#part(this.#last, first, judgement)
  }

  #begins(at: number): boolean {
    const { seams = [], review } = this.#player
    return seams.some((seam) => seam.at === at) || (review?.at.includes(at) ?? false)
  }

  async #judge(before: Shown, after: Shown): Promise<Judgement> {
    const { key, seams, mode } = this.#player
    const { at, shown } = after
    const same = layoutOf(before.shown).hash === layoutOf(shown).hash
    const earlier =
      before === this.#last
        ? await earlierInLife(this.table, { key, seams }, { at: before.at, rows: before.shown }, { at, rows: shown })
        : []
    const continued = same ? new Map<string, string>() : continuedRows(before.shown, shown)
    return judge(before.shown, shown, at - before.at, mode, { continued, earlier })
  }

  /** The state that this tracker has seen next itself, or that was imported from elsewhere. */
  async #nextStored(at: number): Promise<Shown | undefined> {
    const date = this.#dates[this.#nextDate]
    if (date === undefined) return undefined
    if (!this.#next || dateOf(this.#next.at) !== date) {
      const [first] = this.#given.days.get(date)!.items.values()
      const [state] = await decodeAll(this.table, [first!])
      this.#next = asShown(state!)
    }
    return this.#next.at > at ? this.#next : undefined
  }

  async #offer(state: Shown, outcome: Outcome): Promise<void> {
    const { onFall } = this.#given
    const last = this.#last
    if (onFall === 'refuse' && !this.#begins(state.at)) {
      // What this tracker has seen itself is what all else has to lead to.
      const next = await this.#nextStored(state.at)
      const judgement = next && !this.#begins(next.at) ? await this.#judge(state, next) : undefined
      if (judgement && !judgement.fits && judgement.doubt === 'fall') return this.#refuse(state, judgement, outcome)
    }
    if (!last || this.#begins(state.at)) {
      this.#dropOdd()
      return this.#store(state, outcome, this.#begins(state.at))
    }
    const judgement = await this.#judge(last, state)
    if (judgement.fits) {
      this.#dropOdd()
      return this.#store(state, outcome)
    }
    if (judgement.doubt === 'fall' && onFall === 'refuse') return this.#refuse(state, judgement, outcome)
    const odd = this.#odd
    if (odd && (await this.#judge(odd.state, state)).fits) {
      this.#odd = undefined
      await this.#believe(odd)
      return this.#store(state, outcome)
    }
    this.#dropOdd()
    this.#odd = { state, judgement }
  }

  /** An answer that neither what was before nor what came then agrees with. */
  #dropOdd(): void {
    const odd = this.#odd
    this.#odd = undefined
    if (odd) this.#refuse(odd.state, odd.judgement, this.outcomes.get(dateOf(odd.state.at))!)
  }

  #refuse({ at }: Shown, { metrics }: { metrics: readonly string[] }, outcome: Outcome): void {
    outcome.refused += 1
    this.#given.onSeen?.('refused')
    this.breaks.push({ at, metrics, became: 'refused' })
  }

  async #believe({ state, judgement }: { state: Shown; judgement: Exclude<Judgement, { fits: true }> }): Promise<void> {
    const anew = judgement.doubt === 'fall'
    await this.#part(this.#last!, state, judgement)
    await this.#store(state, this.outcomes.get(dateOf(state.at))!, anew)
  }

  /** Notes that a state does not continue the one before: behind a seam, or under review. */
  async #part(before: Shown, after: Shown, judgement: Exclude<Judgement, { fits: true }>): Promise<void> {
    const { at } = after
    const { metrics } = judgement
    if (judgement.doubt === 'fall') {
      const seam = { at, kind: judgement.seam }
      await keepSides(this.table, this.#player.key, before, after)
      this.#player = { ...this.#player, seams: withSeam(this.#player.seams, seam) }
      this.seams.push(seam)
    } else {
      this.#player = { ...this.#player, review: { at: [...(this.#player.review?.at ?? []), at] } }
      this.review.push(at)
    }
    this.breaks.push({ at, metrics, became: judgement.doubt === 'fall' ? 'seam' : 'review' })
  }

  /** Stores a state as a fetch does, and what is made of it. */
  async #store(state: Shown, outcome: Outcome, anew = false): Promise<void> {
    const { retentionDays } = this.#given
    const { at, rows } = state
    if (!this.#last) this.#player = { ...this.#player, addedAt: Math.min(this.#player.addedAt, at) }
    const newest = await newestStates(this.table, this.#player.key, at)
    const stored = await storeAnswer(this.table, this.#player, { at, rows }, retentionDays, { newest, anew })
    const isStored = stored.latest.at === at
    const next = isStored ? { at, rows: state.shown } : undefined
    const { steps: _, ...told } = await tellMilestones(this.table, this.#player, { last: newest.last, next }, at)
    this.#player = { ...this.#player, ...told, latest: stored.latest, lastFetchedAt: at }
    await this.#fold(at)
    this.#last = state
    this.#ours = true
    if (isStored) outcome.kept += 1
    else outcome.unchanged += 1
    if (isStored) this.#given.onSeen?.(state.isNew ? 'kept' : 'duplicate')
    if (at - this.#sweptAt >= sweepMs) await this.#sweep(at)
  }

  /**
   * Looks for the records of imported states that are followed by stored ones of so long ago that nobody will look for them any
   * more.
   */
  async #foldStretch(next: string | undefined): Promise<void> {
    const { now, retentionDays } = this.#given
    const { latest, recordsTo = 0 } = this.#player
    if (!this.#ours || !latest || latest.at <= recordsTo || next === undefined) return
    if (Date.parse(next) > now - retentionDays * dayMs) return
    this.#player = { ...this.#player, ...(await foldForGood(this.table, this.#player, latest.at)) }
  }

  /** Forgets what has expired at a moment. */
  async #sweep(at: number): Promise<void> {
    this.#sweptAt = at
    const gone = this.items().filter(({ expiresAt }) => typeof expiresAt === 'number' && expiresAt * 1000 <= at)
    await batchDelete(
      this.table,
      gone.map(({ PK, SK }) => ({ PK, SK })),
    )
  }
}
