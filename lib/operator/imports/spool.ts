import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { createInterface } from 'node:readline'
import type { Group } from '../../../shared/snapshots/readings.ts'
import type { Seen, SeenRow } from './seen.ts'

/*
 * A file in which a history waits until all of it is there and has been looked at: a line for each moment, in whatever order they
 * come, and for a source that is asked page by page how far it was asked. In memory there is where each line is, some thirty bytes.
 */

type Line = [at: number, rows: Record<string, SeenRow>, line: number | null]

// A write for each line would be most of the time that it takes.
const chunkLength = 65_536

// What was read before somebody has stopped is good for a day.
const oldestMs = 86_400_000

const conflict = (a: SeenRow, b: SeenRow): boolean => a.value !== b.value && a.value >= 0 && b.value >= 0

/** Two places of a file that say two things of one moment. */
export interface Contradiction {
  metric: string
  at: number
  lines: [number | undefined, number | undefined]
}

export class Spool {
  readonly #path: string
  readonly #file: number
  readonly #moments: number[] = []
  readonly #offsets: number[] = []
  readonly #lengths: number[] = []
  readonly #metrics = new Map<string, Group | undefined>()
  #size = 0
  #chunk: string[] = []
  #chunkLength = 0
  #cursor: unknown

  private constructor(path: string, file: number) {
    this.#path = path
    this.#file = file
  }

  /** Opens a file that is empty, or goes on with what is in it up to the last cursor. `about` must be what it was begun with. */
  static async open(path: string, about: unknown, { resume }: { resume: boolean }): Promise<Spool> {
    const there = resume && existsSync(path) && Date.now() - statSync(path).mtimeMs < oldestMs
    const spool = new Spool(path, openSync(path, there ? 'r+' : 'w+', 0o600))
    const head = JSON.stringify({ about })
    if (there) await spool.#goOn(head)
    if (spool.#size === 0) {
      ftruncateSync(spool.#file, 0)
      spool.#write(head)
    }
    return spool
  }

  /** Where a source that is asked page by page goes on; undefined at the beginning. */
  get cursor(): unknown {
    return this.#cursor
  }

  /** How many moments there are, those that are told twice counted twice. */
  get count(): number {
    return this.#moments.length
  }

  /** All metrics that are told of, with where they stand if nobody here has them. */
  get metrics(): ReadonlyMap<string, Group | undefined> {
    return this.#metrics
  }

  add({ at, rows, line }: Seen): void {
    this.#moments.push(at)
    this.#offsets.push(this.#size)
    this.#learn(rows)
    this.#lengths.push(this.#write(JSON.stringify([at, rows, line ?? null] satisfies Line)))
  }

  /** Notes that everything up to a cursor is there, which is kept from now on. */
  mark(cursor: unknown): void {
    this.#cursor = cursor
    this.#write(JSON.stringify({ cursor }))
    this.#flush()
  }

  /** What was told, oldest first; of one moment together, by whoever told it last where `onContradiction` does not throw. */
  *seen(onContradiction: (contradiction: Contradiction) => void): Generator<Seen> {
    this.#flush()
    const order = Uint32Array.from(this.#moments.keys()).sort((a, b) => this.#moments[a]! - this.#moments[b]! || a - b)
    let held: Seen | undefined
    for (const index of order) {
      const next = this.#read(index)
      if (held?.at === next.at) {
        for (const [metric, row] of Object.entries(next.rows)) {
          const before = held.rows[metric]
          if (!before || !conflict(before, row)) continue
          onContradiction({ metric, at: next.at, lines: [held.line, next.line] })
        }
        held = { ...held, rows: { ...held.rows, ...next.rows } }
        continue
      }
      if (held) yield held
      held = next
    }
    if (held) yield held
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  /** Closes it for good. */
  remove(): void {
    this.#chunk = []
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
  }

  #learn(rows: Seen['rows']): void {
    for (const metric in rows) this.#metrics.set(metric, rows[metric]!.group)
  }

  #write(text: string): number {
    const length = Buffer.byteLength(text) + 1
    this.#chunk.push(text)
    this.#size += length
    this.#chunkLength += length
    if (this.#chunkLength >= chunkLength) this.#flush()
    return length
  }

  #flush(): void {
    if (this.#chunk.length === 0) return
    writeSync(this.#file, `${this.#chunk.join('\n')}\n`, this.#size - this.#chunkLength)
    this.#chunk = []
    this.#chunkLength = 0
  }

  #read(index: number): Seen {
    const length = this.#lengths[index]! - 1
    const buffer = Buffer.allocUnsafe(length)
    readSync(this.#file, buffer, 0, length, this.#offsets[index]!)
    const [at, rows, line] = JSON.parse(buffer.toString()) as Line
    return { at, rows, ...(line !== null && { line }) }
  }

  async #goOn(head: string): Promise<void> {
    let size = 0
    let whole = 0
    let count = 0
    const lines = createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity })
    for await (const text of lines) {
      const length = Buffer.byteLength(text) + 1
      if (size === 0 && text !== head) break
      try {
        const line: unknown = JSON.parse(text)
        if (Array.isArray(line)) {
          const [at, rows] = line as Line
          this.#moments.push(at)
          this.#offsets.push(size)
          this.#lengths.push(length)
          this.#learn(rows)
        } else if (size > 0) {
          this.#cursor = (line as { cursor: unknown }).cursor
          whole = size + length
          count = this.#moments.length
        }
      } catch {
        break
      }
      size += length
    }
    lines.close()
    this.#moments.length = count
    this.#offsets.length = count
    this.#lengths.length = count
    this.#size = whole
    ftruncateSync(this.#file, whole)
  }
}
