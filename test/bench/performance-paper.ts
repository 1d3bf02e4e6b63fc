import { readFileSync } from 'node:fs'
import type { Measured } from '../capacity/measure.ts'
import type { Size } from '../capacity/sizes.ts'
import { markdownTable } from './table.ts'

/*
 * The tables of docs/performance.md that are counted, and so come out the same everywhere: they are put in the place of those that
 * are there, which are known by their first head.
 */

export const performanceFile = new URL('../../docs/performance.md', import.meta.url)

export const performancePaper = (): string => readFileSync(performanceFile, 'utf8')

const units = (count: number): string => (count === 0 ? '-' : String(Math.round(count * 1000) / 1000))

/** What operations take, as a Markdown table. */
export const operationsTable = (measured: readonly Measured[]): string =>
  markdownTable([
    ['operation', 'read units', 'write units', 'requests', 'items read'],
    ...measured.map(({ operation, reads, writes, requests, items }) => [
      operation,
      ...[reads, writes, requests, items].map(units),
    ]),
  ])

/** The bytes of snapshots, as a Markdown table. */
export const sizesTable = (all: readonly Size[]): string =>
  markdownTable([
    ['snapshot, in bytes', 'numbers', 'item', 'last of 24 a day', 'player with it', 'as a map', 'as JSON'],
    ...all.map(({ snapshot, ...bytes }) => [
      snapshot,
      ...Object.values(bytes).map((count) => count.toLocaleString('en')),
    ]),
  ])

/** How large bundles are, in bytes, as a Markdown table. */
export const bundlesTable = (bundles: ReadonlyMap<string, number>): string =>
  markdownTable([
    ['bundle, minified', 'KB'],
    ...[...bundles].map(([name, bytes]) => [name, String(Math.round(bytes / 1_000))]),
  ])

/** A paper with these tables in it. Throws for one that it has no place for. */
export const withTables = (paper: string, tables: readonly string[]): string =>
  tables.reduce((text, table) => {
    const [head] = /^\| [^|]*\|/.exec(table)!
    const begin = text.split('\n').findIndex((line) => line.startsWith(head.trimEnd().slice(0, -1).trimEnd()))
    if (begin < 0) throw new Error(`the paper has no table that begins with ${head}`)
    const lines = text.split('\n')
    const end = lines.findIndex((line, index) => index > begin && line === '')
    return [...lines.slice(0, begin), table, ...lines.slice(end)].join('\n')
  }, paper)
