import { preferred } from './accept.ts'
import type { Reply } from './reply.ts'

/** What a cell holds; null is an empty one. */
export type Cell = string | number | null

/** Rows under their columns' names. */
export interface CsvTable {
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
}

// Spreadsheets run text that begins like this as a formula. Some names come from elsewhere.
const formula = /^[=+\-@\t\r]/

const cell = (value: Cell): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line as in RFC 4180, with its end. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

/** A reply that is a table in CSV to whoever asks for that by `Accept: text/csv`, and JSON to everybody else. */
export const jsonOrCsv = (accept: string | undefined, body: unknown, table: () => CsvTable): Reply => {
  const headers = { vary: 'accept' }
  if (preferred(accept, ['application/json', 'text/csv']) === 'application/json') return { body, headers }
  const { columns, rows } = table()
  return { text: { type: 'text/csv', body: [columns, ...rows].map(csvLine).join('') }, headers }
}
