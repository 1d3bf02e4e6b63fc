import { modes } from '../hiscores/boards.ts'
import { canonicalName } from '../hiscores/names.ts'
import { seamKinds } from '../lives/seams.ts'
import { ColumnReader, Columns } from '../snapshots/columns.ts'
import { dayMs } from '../snapshots/items.ts'
import type { Counted, Entry, Parted, Step } from './entries.ts'

/** What came of a player since a list was made: its entry, and what it counted as before and does now. */
export interface Change {
  entry: Entry
  was: Counted | undefined
  is: Counted | undefined
}

/** The changes of some metrics, by their names. */
export type Changes = ReadonlyMap<string, readonly Change[]>

const columns = [
  ...['metric', 'count', 'flags', 'mode', 'name', 'at', 'value', 'level', 'firstAt', 'first'],
  ...['dates', 'date', 'steps', 'stepAt', 'step', 'rare', 'counted'],
] as const

const bits = (...flags: boolean[]): number => flags.reduce((sum, flag, index) => sum + (flag ? 2 ** index : 0), 0)
const isSet = (flags: number, bit: number): boolean => (flags & (2 ** bit)) !== 0

class Writer extends Columns<(typeof columns)[number]> {
  // Those of one item are near each other, in time and, where they are in order, in value.
  #at = 0
  #value = 0

  constructor() {
    super(columns)
  }

  /** A value that may be unknown, which is near another one. */
  near(column: 'first' | 'step' | 'rare', value: number | null, last: Step): void {
    this.signed(column, value === null ? null : (last.value ?? 0) - value)
  }

  parted({ at, kind, before, after }: Parted, last: Step): void {
    this.number('rare', seamKinds.indexOf(kind))
    this.signed('rare', last.at - at)
    this.near('rare', before, last)
    this.near('rare', after, last)
  }

  last({ at, value }: Step): void {
    this.signed('at', at - this.#at)
    this.#at = at
    if (value === null) return
    this.signed('value', value - this.#value)
    this.#value = value
  }

  entry({ key, username, mode, active, rating, level, review, seams, first, last, edges }: Entry): void {
    const own = canonicalName(username) !== key
    const rare = review.length + seams.length > 0
    this.number('flags', bits(active, rating, own, rare, level !== null, first !== undefined, last.value !== null))
    this.number('mode', modes.indexOf(mode))
    this.text('name', username)
    if (own) this.text('name', key)
    this.last(last)
    if (level !== null) this.number('level', level)
    if (first) {
      this.signed('firstAt', last.at - first.at)
      this.near('first', first.value, last)
    }
    this.number('dates', edges.size)
    for (const [date, steps] of edges) {
      this.number('date', date / dayMs)
      this.number('steps', steps.length)
      for (const { at, value } of steps) {
        this.signed('stepAt', last.at - at)
        this.near('step', value, last)
      }
    }
    if (!rare) return
    this.number('rare', review.length)
    for (const at of review) this.signed('rare', last.at - at)
    this.number('rare', seams.length)
    for (const seam of seams) this.parted(seam, last)
  }

  counted(counted: Counted | undefined): void {
    this.number('counted', counted ? bits(true, counted.active, counted.value, counted.all, counted.base) : 0)
    if (counted) this.number('counted', modes.indexOf(counted.mode))
  }

  change({ entry, was, is }: Change): void {
    this.entry(entry)
    this.counted(was)
    this.counted(is)
  }
}

class Reader extends ColumnReader<(typeof columns)[number]> {
  #at = 0
  #value = 0

  constructor(bytes: Uint8Array) {
    super(columns, bytes)
  }

  many<T>(column: 'count' | 'dates' | 'steps' | 'rare', read: () => T): T[] {
    return Array.from({ length: this.number(column) }, read)
  }

  moment(column: 'firstAt' | 'stepAt' | 'rare', last: Step): number {
    return last.at - (this.signed(column) as number)
  }

  near(column: 'first' | 'step' | 'rare', last: Step): number | null {
    const difference = this.signed(column)
    return difference === null ? null : (last.value ?? 0) - difference
  }

  parted(last: Step): Parted {
    const kind = seamKinds[this.number('rare')]!
    return { kind, at: this.moment('rare', last), before: this.near('rare', last), after: this.near('rare', last) }
  }

  last(known: boolean): Step {
    this.#at += this.signed('at') as number
    if (known) this.#value += this.signed('value') as number
    return { at: this.#at, value: known ? this.#value : null }
  }

  entry(): Entry {
    const flags = this.number('flags')
    const [active, rating, own, rare] = [isSet(flags, 0), isSet(flags, 1), isSet(flags, 2), isSet(flags, 3)]
    const [hasLevel, hasFirst, known] = [isSet(flags, 4), isSet(flags, 5), isSet(flags, 6)]
    const mode = modes[this.number('mode')]!
    const username = this.text('name')
    const key = own ? this.text('name') : canonicalName(username)
    const last = this.last(known)
    const level = hasLevel ? this.number('level') : null
    const first = hasFirst ? { at: this.moment('firstAt', last), value: this.near('first', last) } : undefined
    const step = (): Step => ({ at: this.moment('stepAt', last), value: this.near('step', last) })
    const edges = new Map(
      this.many('dates', (): [number, Step[]] => [this.number('date') * dayMs, this.many('steps', step)]),
    )
    const review = rare ? this.many('rare', () => this.moment('rare', last)) : []
    const seams = rare ? this.many('rare', () => this.parted(last)) : []
    return { key, username, mode, active, rating, level, review, seams, first, last, edges }
  }

  counted(): Counted | undefined {
    const flags = this.number('counted')
    if (flags === 0) return undefined
    const mode = modes[this.number('counted')]!
    return { mode, active: isSet(flags, 1), value: isSet(flags, 2), all: isSet(flags, 3), base: isSet(flags, 4) }
  }

  change(): Change {
    return { entry: this.entry(), was: this.counted(), is: this.counted() }
  }
}

/** Entries as a list holds them: some 20 bytes each. They come back in the order of their values. */
export const encodeEntries = (entries: readonly Entry[]): Uint8Array => {
  const writer = new Writer()
  writer.number('count', entries.length)
  for (const entry of entries.toSorted((a, b) => (b.last.value ?? 0) - (a.last.value ?? 0))) writer.entry(entry)
  return writer.bytes()
}

/** What `encodeEntries` encoded. */
export const decodeEntries = (bytes: Uint8Array): Entry[] => {
  const reader = new Reader(bytes)
  return reader.many('count', () => reader.entry())
}

/** Changes as a log holds them, of one metric or of many. */
export const encodeChanges = (changes: Changes): Uint8Array => {
  const writer = new Writer()
  writer.number('count', changes.size)
  for (const [metric, each] of changes) {
    writer.text('metric', metric)
    writer.number('count', each.length)
    for (const change of each) writer.change(change)
  }
  return writer.bytes()
}

/** What `encodeChanges` encoded. */
export const decodeChanges = (bytes: Uint8Array): Changes => {
  const reader = new Reader(bytes)
  return new Map(
    reader.many('count', (): [string, Change[]] => [
      reader.text('metric'),
      reader.many('count', () => reader.change()),
    ]),
  )
}
