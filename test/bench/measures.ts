import type { Item } from '../../lib/memory-table/expressions.ts'
import { canonicalName } from '../../shared/hiscores/names.ts'
import type { Dispatched } from '../../shared/tracking/dispatch.ts'
import { type LieKind, lieKinds } from './lies.ts'
import { type Character, gainedBy, type Habit } from './population.ts'

const second = 1_000
const dayMs = 86_400 * second

/** How many values lie in which second, and what that says about them. */
class Distribution {
  readonly #seconds: number[] = []
  #count = 0
  #sum = 0
  max = 0

  add(ms: number): void {
    const place = Math.floor(ms / second)
    this.#seconds[place] = (this.#seconds[place] ?? 0) + 1
    this.#count += 1
    this.#sum += ms
    this.max = Math.max(this.max, ms)
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count
  }

  /** The value that a share of all lies at or below, to the second. */
  percentile(share: number): number {
    let left = Math.ceil(this.#count * share)
    for (const place in this.#seconds) {
      left -= this.#seconds[place]!
      if (left <= 0) return Number(place) * second
    }
    return 0
  }
}

// An item with its place in an index, and one without.
const unitsOf: Record<string, number> = { MILESTONE: 2, TOPS: 1 }

interface Known {
  character: Character
  /** Up to when the answers have shown what was gained: of the last one that was sent, and the last that was stored. */
  sentAt: number
  seenAt: number
  /** When it was first asked for since an answer was taken. */
  askedAt: number | undefined
}

interface Span {
  from: number
  to: number
}

interface Rules {
  paceMs: number
  baseMs: number
}

/** Watches a run from outside: the requests as the hiscores see them, and the writes as the table sees them. */
export class Measures {
  requests = 0
  paceViolations = 0
  crashes = 0
  /** Runs that took longer than their function may. */
  overruns = 0
  /** The batches that the fetchers did, how long all of them took, waiting included, and how many of them were put off, in part or whole. */
  readonly batches = { count: 0, ms: 0, putOff: 0 }
  /** The players that were without an answer for a day, or are to be, since they were due. */
  readonly leftForADay = new Set<string>()
  /** How many answers were lies, and how often states were taken back because of them. */
  readonly lies = Object.fromEntries(lieKinds.map((kind) => [kind, 0])) as Record<LieKind, number>
  healed = 0
  /** What was thrown that should not have been. */
  errors = 0
  readonly lateness = new Distribution()
  readonly caught: Record<Habit, { inTime: number; all: number }> = {
    active: { inTime: 0, all: 0 },
    weekly: { inTime: 0, all: 0 },
    dormant: { inTime: 0, all: 0 },
  }
  /** Of time in which more players were due than the pace can fetch: how long it was, and the requests in it. */
  readonly busy = { ms: 0, requests: 0 }
  /** The write units that milestones took. */
  milestoneUnits = 0
  /** The snapshots that players say they have: key and moment. */
  acknowledged: { key: string; at: number }[] = []

  readonly #known = new Map<string, Known>()
  readonly #rules: Rules
  #lastArrival = -Infinity
  /** When the requests since the last tick arrived. */
  #arrivals: number[] = []
  #failures = 0
  #window = { at: 0, requests: 0, failures: 0, full: false }

  constructor(characters: Iterable<Character>, start: number, rules: Rules) {
    this.#rules = rules
    for (const character of characters) {
      this.#known.set(canonicalName(character.name), { character, sentAt: start, seenAt: start, askedAt: undefined })
    }
  }

  arrived(key: string, at: number, dueAt: number): void {
    this.requests += 1
    if (at - this.#lastArrival < this.#rules.paceMs) this.paceViolations += 1
    this.#lastArrival = at
    this.#arrivals.push(at)
    this.lateness.add(Math.max(0, at - dueAt))
    this.#known.get(key)!.askedAt ??= at
  }

  /** An answer is on its way that shows what a character had at a moment. */
  told(key: string, of: number): void {
    this.#known.get(key)!.sentAt = of
  }

  lied(kind: LieKind): void {
    this.lies[kind] += 1
  }

  failed(): void {
    this.#failures += 1
  }

  /** A tick has run. Between two that found more than enough to do, and without a failure, no slot should be idle. */
  ticked({ due, room, paused }: Dispatched, at: number): void {
    const full = due >= room && !paused
    const before = this.#window
    // Whom it queued first may have been asked for before it was over.
    this.#arrivals = this.#arrivals.filter((arrival) => arrival >= at)
    const requests = this.requests - this.#arrivals.length
    if (full && before.full && before.failures === this.#failures) {
      this.busy.ms += at - before.at
      this.busy.requests += requests - before.requests
    }
    this.#window = { at, requests, failures: this.#failures, full }
  }

  /** A fetcher has done a batch. */
  ran(ms: number): void {
    this.batches.count += 1
    this.batches.ms += ms
  }

  /** A fetcher has put messages off. */
  putOff(): void {
    this.batches.putOff += 1
  }

  /** An item has changed. A player that moves on acknowledges what was stored for it. */
  wrote(before: Item | undefined, after: Item | undefined): void {
    const kind = String((after ?? before)?.SK).split('#')[0]!
    this.milestoneUnits += unitsOf[kind] ?? 0
    if (after?.SK !== 'PLAYER') return
    const key = String(after.PK).slice('PLAYER#'.length)
    const missing = after.missing as { at: number } | undefined
    if (missing && (after.nextFetchAt as number) - missing.at >= dayMs) this.leftForADay.add(key)
    if (after.takingBack && !before?.takingBack) this.#takenBack(key, after.takingBack as Span)
    if (after.lastFetchedAt === undefined || after.lastFetchedAt === before?.lastFetchedAt) return
    const at = after.lastFetchedAt as number
    if (after.lastOutcome === 'changed') this.acknowledged.push({ key, at: after.lastChangedAt as number })
    const known = this.#known.get(key)!
    this.#see(known, known.sentAt, at)
    // What a cache shows may have been seen long before.
    known.seenAt = Math.max(known.seenAt, known.sentAt)
    this.#answered(key, at)
  }

  /** What it all comes to at the end. Changes that nobody has seen in time by then are late. */
  figures(end: number) {
    for (const [key, known] of this.#known) {
      this.#see(known, end - this.#rules.baseMs, Infinity)
      this.#answered(key, end)
    }
    const { requests, paceViolations, crashes, overruns, errors, busy, lateness, lies, healed } = this
    const seconds = (share: number): number => lateness.percentile(share) / second
    const shares = Object.entries(this.caught).map(([habit, { inTime, all }]) => [habit, inTime / all])
    const sum = (count: 'inTime' | 'all'): number =>
      Object.values(this.caught).reduce((total, each) => total + each[count], 0)
    return {
      requests,
      paceViolations,
      /** Of the time in which more players were due than the pace can fetch. */
      slotUse: busy.ms > 0 ? (busy.requests * this.#rules.paceMs) / busy.ms : null,
      busyHours: busy.ms / (3_600 * second),
      /** The changes that were stored within one base interval, of how many, and their shares. */
      changes: this.caught,
      caught: { all: sum('inTime') / sum('all'), ...(Object.fromEntries(shares) as Record<Habit, number>) },
      latenessSeconds: {
        mean: Math.round(lateness.mean / second),
        p50: seconds(0.5),
        p95: seconds(0.95),
        max: Math.round(lateness.max / second),
      },
      batches: {
        count: this.batches.count,
        seconds: Math.round(this.batches.ms / second),
        putOff: this.batches.putOff,
      },
      crashes,
      overruns,
      leftForADay: this.leftForADay.size,
      errors,
      lies,
      healed,
      milestoneUnits: this.milestoneUnits,
    }
  }

  /** Up to when each character's gains are stored, by player key. */
  get seen(): Iterable<[key: string, Pick<Known, 'character' | 'seenAt'>]> {
    return this.#known
  }

  /** A player has got an answer, or time is over. */
  #answered(key: string, at: number): void {
    const known = this.#known.get(key)!
    if (at - (known.askedAt ?? at) >= dayMs) this.leftForADay.add(key)
    known.askedAt = undefined
  }

  /** States are being taken back, which nobody is to miss. */
  #takenBack(player: string, { from, to }: Span): void {
    this.healed += 1
    this.acknowledged = this.acknowledged.filter(({ key, at }) => key !== player || at < from || at > to)
  }

  #see({ character, seenAt }: Known, until: number, at: number): void {
    const counts = this.caught[character.habit]
    for (const gain of character.gains.subarray(gainedBy(character, seenAt), gainedBy(character, until))) {
      counts.all += 1
      if (at - gain <= this.#rules.baseMs) counts.inTime += 1
    }
  }
}
