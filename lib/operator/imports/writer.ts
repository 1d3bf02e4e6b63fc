import { setTimeout as sleep } from 'node:timers/promises'
import { batchDelete, batchPut, type Table } from '../../../shared/dynamodb.ts'
import { itemSize } from '../../memory-table/item-size.ts'

/** Write units that an item takes; what is in an index besides is not counted. */
export const unitsOf = (item: object): number => Math.max(1, Math.ceil(itemSize(item) / 1024))

/** Dollars for a write unit in us-east-1, on demand. */
export const dollarsPerUnit = 0.625e-6

const atOnce = 25

/** Writes many items, no faster than a table takes them that others need as well. */
export class Writer {
  readonly #table: Table
  readonly #unitsPerSecond: number
  readonly #onWritten: (units: number) => void
  #units = 0
  #begun = Date.now()

  constructor(table: Table, unitsPerSecond: number, onWritten: (units: number) => void) {
    this.#table = table
    this.#unitsPerSecond = unitsPerSecond
    this.#onWritten = onWritten
  }

  async put(items: readonly Record<string, unknown>[]): Promise<void> {
    await this.#each(items, (some) => batchPut(this.#table, some), unitsOf)
  }

  async delete(keys: readonly { PK: string; SK: string }[]): Promise<void> {
    await this.#each(
      keys.map(({ PK, SK }) => ({ PK, SK })),
      (some) => batchDelete(this.#table, some),
      () => 1,
    )
  }

  /** Counts what is written by others, and waits for it likewise. */
  async spend(units: number): Promise<void> {
    this.#units += units
    this.#onWritten(this.#units)
    const due = this.#begun + (1000 * this.#units) / this.#unitsPerSecond
    if (due > Date.now()) await sleep(due - Date.now())
  }

  async #each<T extends object>(
    all: readonly T[],
    write: (some: readonly T[] & readonly Record<string, unknown>[]) => Promise<void>,
    unitsFor: (each: T) => number,
  ): Promise<void> {
    this.#begun = Math.max(this.#begun, Date.now() - (1000 * this.#units) / this.#unitsPerSecond)
    for (let start = 0; start < all.length; start += atOnce) {
      const some = all.slice(start, start + atOnce)
      await write(some as never)
      await this.spend(some.reduce((sum, each) => sum + unitsFor(each), 0))
    }
  }
}
