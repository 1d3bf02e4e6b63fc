import { modes } from '../hiscores/boards.ts'
import { canonicalName } from '../hiscores/names.ts'
import { seamKinds } from '../lives/seams.ts'
import { dayMs } from '../snapshots/items.ts'
import { decodeVarints, encodeVarints } from '../snapshots/varint.ts'
import type { Counted, Entry, Parted, Step } from './entries.ts'

/** What came of a player since a list was made: its entry, and what it counted as before and does now. */
export interface Change {
  entry: Entry
  was: Counted | undefined
  is: Counted | undefined
}

// Numbers of either sign as those without one: 0, -1, 1, -2 and so on.
const unsigned = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const signed = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2)

const bits = (...flags: boolean[]): number => flags.reduce((sum, flag, index) => sum + (flag ? 2 ** index : 0), 0)

const textOf = (text: string): number[] => {
  const bytes = Buffer.from(text)
  return [bytes.length, ...bytes]
}

// Steps and seams are near the last state, in time and in value.
const stepOf = ({ at, value }: Step, last: Step): number[] => [
  unsigned(last.at - at),
  value === null ? 0 : 1 + unsigned((last.value ?? 0) - value),
]

const partedOf = ({ at, kind, before, after }: Parted, last: Step): number[] => [
  seamKinds.indexOf(kind),
  ...stepOf({ at, value: before }, last),
  after === null ? 0 : 1 + unsigned((last.value ?? 0) - after),
]

const numbersOf = (entry: Entry): number[] => {
  const { key, username, mode, active, rating, level, review, seams, first, last, edges } = entry
  const own = canonicalName(username) !== key
  const rare = review.length + seams.length > 0
  const flags = bits(active, rating, own, rare, level !== null, first !== undefined, last.value !== null)
  return [
    flags,
    modes.indexOf(mode),
    ...textOf(username),
    ...(own ? textOf(key) : []),
    last.at,
    ...(last.value === null ? [] : [last.value]),
    ...(level === null ? [] : [level]),
    ...(first ? stepOf(first, last) : []),
    edges.size,
    ...[...edges].flatMap(([date, steps]) => [
      date / dayMs,
      steps.length,
      ...steps.flatMap((step) => stepOf(step, last)),
    ]),
    ...(rare
      ? [
          review.length,
          ...review.map((at) => unsigned(last.at - at)),
          seams.length,
          ...seams.flatMap((seam) => partedOf(seam, last)),
        ]
      : []),
  ]
}

class Reader {
  readonly #numbers: readonly number[]
  #next = 0

  constructor(bytes: Uint8Array) {
    this.#numbers = decodeVarints(bytes)
  }

  get ended(): boolean {
    return this.#next >= this.#numbers.length
  }

  number(): number {
    const value = this.#numbers[this.#next++]
    if (value === undefined) throw new Error('a stored board ends within an entry')
    return value
  }

  text(): string {
    return Buffer.from(this.many(() => this.number())).toString()
  }

  many<T>(read: () => T): T[] {
    return Array.from({ length: this.number() }, read)
  }

  value(last: Step): number | null {
    const value = this.number()
    return value === 0 ? null : (last.value ?? 0) - signed(value - 1)
  }

  step(last: Step): Step {
    return { at: last.at - signed(this.number()), value: this.value(last) }
  }

  parted(last: Step): Parted {
    const kind = seamKinds[this.number()]!
    const { at, value: before } = this.step(last)
    return { at, kind, before, after: this.value(last) }
  }

  entry(): Entry {
    const flags = this.number()
    const [active, rating, own, rare, hasLevel, hasFirst, known] = Array.from(
      { length: 7 },
      (_, index) => Math.floor(flags / 2 ** index) % 2 === 1,
    ) as [boolean, boolean, boolean, boolean, boolean, boolean, boolean]
    const mode = modes[this.number()]!
    const username = this.text()
    const key = own ? this.text() : canonicalName(username)
    const last: Step = { at: this.number(), value: known ? this.number() : null }
    const level = hasLevel ? this.number() : null
    const first = hasFirst ? this.step(last) : undefined
    const edges = new Map(this.many((): [number, Step[]] => [this.number() * dayMs, this.many(() => this.step(last))]))
    const review = rare ? this.many(() => last.at - signed(this.number())) : []
    const seams = rare ? this.many(() => this.parted(last)) : []
    return { key, username, mode, active, rating, level, review, seams, first, last, edges }
  }

  counted(): Counted | undefined {
    const flags = this.number()
    if (flags === 0) return undefined
    const [active, value, all, base] = [2, 4, 8, 16].map((bit) => Math.floor(flags / bit) % 2 === 1)
    return { mode: modes[this.number()]!, active: active!, value: value!, all: all!, base: base! }
  }
}

const countedNumbers = (counted: Counted | undefined): number[] =>
  counted ? [bits(true, counted.active, counted.value, counted.all, counted.base), modes.indexOf(counted.mode)] : [0]

/** Entries as a list holds them: some 30 bytes each. */
export const encodeEntries = (entries: readonly Entry[]): Uint8Array => encodeVarints(entries.flatMap(numbersOf))

/** What `encodeEntries` encoded. */
export const decodeEntries = (bytes: Uint8Array): Entry[] => {
  const reader = new Reader(bytes)
  const entries: Entry[] = []
  while (!reader.ended) entries.push(reader.entry())
  return entries
}

/** Changes as a log holds them. */
export const encodeChanges = (changes: readonly Change[]): Uint8Array =>
  encodeVarints(
    changes.flatMap(({ entry, was, is }) => [...numbersOf(entry), ...countedNumbers(was), ...countedNumbers(is)]),
  )

/** What `encodeChanges` encoded. */
export const decodeChanges = (bytes: Uint8Array): Change[] => {
  const reader = new Reader(bytes)
  const changes: Change[] = []
  while (!reader.ended) changes.push({ entry: reader.entry(), was: reader.counted(), is: reader.counted() })
  return changes
}
