import { slugOf } from '../../../../shared/hiscores/metrics.ts'
import type { Group } from '../../../../shared/snapshots/readings.ts'
import { ImportError } from '../../reasons.ts'
import { type Seen, type SeenRow, seenRow } from '../seen.ts'

/*
 * Lines of `at,metric,value`, in any order of the columns, with `rank`, `level` and `group` where there are some: points that were
 * made by hand, or what this tracker exports.
 */

const groups: readonly string[] = ['overall', 'skills', 'bosses', 'activities'] satisfies Group[]

/** Says what is wrong with a line. */
export const badLine = (line: number, what: string): ImportError =>
  new ImportError(`Line ${line} ${what}. Nothing was imported.`)

/** The cells of a line as in RFC 4180, in which no cell has line ends. */
const cellsOf = (text: string, line: number): string[] => {
  if (!text.includes('"')) return text.split(',')
  const cells = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^",]*)(?=,|$))/g)]
  if (cells.map(([whole]) => whole).join('') !== text) throw badLine(line, 'has quotes that do not match')
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

const isoMoment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** A moment: a date, which is its midnight, or a date and time, both in UTC where nothing else is said; or seconds since 1970. */
const momentOf = (text: string): number | undefined => {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1000
  if (!isoMoment.test(text)) return undefined
  const whole = text.replace(' ', 'T')
  const at = Date.parse(whole.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(whole.slice(10)) ? whole : `${whole}Z`)
  // The 31st of February is another day to whoever reads it so.
  const isDate = new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.slice(0, 10) === text.slice(0, 10)
  return Number.isNaN(at) || !isDate ? undefined : at
}

/** Of a metric that a line names: its key, and where it stands; throws what is wrong with it. */
export type MetricOf = (name: string, group: Group | undefined) => Promise<{ metric: string; group: Group }>

const numberOf = (text: string, column: string, line: number): number => {
  if (text === '' || text === '-1') return -1
  if (!/^\d{1,15}$/.test(text)) throw badLine(line, `has "${text.slice(0, 40)}" as ${column}, which is no whole number`)
  return Number(text)
}

/** The moments that lines of CSV tell of; lines of one moment that follow each other are one. Throws `ImportError` with the line. */
export async function* readCsv(lines: AsyncIterable<string>, metricOf: MetricOf): AsyncGenerator<Seen> {
  let columns: string[] | undefined
  let number = 0
  let held: (Seen & { line: number }) | undefined
  for await (const text of lines) {
    number += 1
    if (text.trim() === '') continue
    const cells = cellsOf(text.replace(/\r$/, ''), number).map((cell) => cell.trim())
    if (!columns) {
      columns = cells.map((cell) => cell.replace(/^\ufeff/, '').toLowerCase())
      const missing = ['at', 'metric', 'value'].find((name) => !columns!.includes(name))
      if (missing) throw badLine(number, `has to name the columns, at least at,metric,value, and has no "${missing}"`)
      continue
    }
    if (cells.length !== columns.length) throw badLine(number, `has ${cells.length} cells instead of ${columns.length}`)
    const cell = (name: string): string => cells[columns!.indexOf(name)] ?? ''
    const at = momentOf(cell('at'))
    if (at === undefined) throw badLine(number, `begins with "${cell('at').slice(0, 40)}", which is no moment`)
    const named = groups.includes(cell('group')) ? (cell('group') as Group) : undefined
    const { metric, group } = await metricOf(slugOf(cell('metric')), named).catch((error: Error) => {
      throw badLine(number, error.message)
    })
    const given = (['value', 'rank', 'level'] as const).map((name) => numberOf(cell(name), name, number))
    const row: SeenRow = seenRow(group, ...(given as [number, number, number]))
    if (row.value !== given[0]) throw badLine(number, `has ${given[0]} of ${metric}, which is more than there can be`)
    if (held?.at !== at) {
      if (held) yield held
      held = { at, rows: {}, line: number }
    }
    const before = held.rows[metric]
    if (before && before.value !== row.value) throw badLine(number, `says another ${metric} of one moment than before`)
    held.rows[metric] = row
  }
  if (!columns) throw new ImportError('The file is empty. Nothing was imported.')
  if (held) yield held
}
