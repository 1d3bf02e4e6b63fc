import type { Answer } from '../../contract.ts'

type Records = Answer<'GET /players/{username}/records'>
type Of = NonNullable<Records['overall']>
export type RecordSpan = keyof Of

/** The best window of a metric. */
export interface RecordRow {
  metric: string
  gained: number
  start: string
  end: string
}

export interface RecordGroup {
  group: 'overall' | 'skills' | 'bosses' | 'activities'
  rows: RecordRow[]
}

export const recordSpans: readonly { value: RecordSpan; text: string }[] = [
  { value: 'day', text: 'Day' },
  { value: 'week', text: 'Week' },
  { value: 'month', text: 'Month' },
  { value: 'year', text: 'Year' },
]

const groups = ['skills', 'bosses', 'activities'] as const

const rowsOf = (records: Record<string, Of>, span: RecordSpan): RecordRow[] =>
  Object.entries(records).flatMap(([metric, each]) => {
    const record = each[span]
    return record ? [{ metric, gained: record.gained, start: record.start, end: record.end }] : []
  })

/** The best windows of a length, group by group, the most gained first; groups without any are left out. */
export const recordGroups = (records: Records, span: RecordSpan): RecordGroup[] =>
  [
    { group: 'overall' as const, rows: records.overall ? rowsOf({ overall: records.overall }, span) : [] },
    ...groups.map((group) => ({
      group,
      rows: rowsOf(records[group], span).sort((a, b) => b.gained - a.gained),
    })),
  ].filter(({ rows }) => rows.length > 0)
