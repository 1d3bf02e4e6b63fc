import { brotliCompressSync, brotliDecompressSync, constants, inflateRawSync } from 'node:zlib'
import { decodeVarints, encodeVarints } from './varint.ts'

/*
 * Numbers by what they say, each kind in a column of its own: so those stand together that are alike, and compressing finds a name, or
 * the moments of a player's states, again where they come next. By brotli what boards keep is up to a seventh smaller than deflated, and
 * takes no longer.
 */

// What was deflated, as all was once, begins otherwise: deflate has no such kind of block.
const isBrotli = 7

// Up to the ninth of eleven steps nothing gets smaller by more, and the last ones take up to fifty times as long.
const quality = 5

const compressed = (bytes: Uint8Array): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(isBrotli),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  ])

const decompressed = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === isBrotli ? brotliDecompressSync(bytes.subarray(1)) : inflateRawSync(bytes)

/** What is written number by number, each into its column. */
export class Columns<Name extends string> {
  readonly #columns: ReadonlyMap<Name, number[]>

  constructor(names: readonly Name[]) {
    this.#columns = new Map(names.map((name) => [name, []]))
  }

  /** A whole number that is not negative. */
  number(column: Name, value: number): void {
    this.#columns.get(column)!.push(value)
  }

  /** A whole number of either sign, or none: 0 is none, and 0, -1, 1, -2 and so on come behind it. */
  signed(column: Name, value: number | null): void {
    this.number(column, value === null ? 0 : 1 + (value < 0 ? -2 * value - 1 : 2 * value))
  }

  text(column: Name, text: string): void {
    const bytes = Buffer.from(text)
    this.#columns.get(column)!.push(bytes.length, ...bytes)
  }

  /** All of it, compressed: how many numbers each column has, and then their numbers. */
  bytes(): Uint8Array {
    const columns = [...this.#columns.values()]
    const numbers = columns.map(({ length }) => length).concat(...columns)
    return compressed(encodeVarints(numbers))
  }
}

/** Reads what was written into columns of the same names, each in its order. */
export class ColumnReader<Name extends string> {
  readonly #numbers: readonly number[]
  /** Where the next number of each column is. */
  readonly #next = new Map<Name, number>()
  readonly #end = new Map<Name, number>()

  constructor(names: readonly Name[], bytes: Uint8Array) {
    this.#numbers = decodeVarints(decompressed(bytes))
    let place = names.length
    for (const [index, name] of names.entries()) {
      this.#next.set(name, place)
      place += this.#numbers[index] ?? 0
      this.#end.set(name, place)
    }
    if (place !== this.#numbers.length) throw new Error('stored columns have other lengths')
  }

  /** Whether a column has another number. */
  has(column: Name): boolean {
    return (this.#next.get(column) as number) < (this.#end.get(column) as number)
  }

  number(column: Name): number {
    if (!this.has(column)) throw new Error(`a stored column ends within its ${column}`)
    const place = this.#next.get(column) as number
    this.#next.set(column, place + 1)
    return this.#numbers[place] as number
  }

  signed(column: Name): number | null {
    const value = this.number(column) - 1
    if (value < 0) return null
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  text(column: Name): string {
    return Buffer.from(Array.from({ length: this.number(column) }, () => this.number(column))).toString()
  }
}
