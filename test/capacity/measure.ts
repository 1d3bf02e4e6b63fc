import type { Table } from '../../shared/dynamodb.ts'
import { type Meter, meter, type Spent } from './meter.ts'
import { measureNews } from './news.ts'
import { measureReads } from './reads.ts'
import { measureSessions } from './sessions.ts'
import { measureWrites } from './writes.ts'

/*
 * What each operation of the tracker costs, done by the code that the functions run, on players as the defaults track them:
 * hourly, with single snapshots kept for 90 days, and as many bytes to a snapshot as the newest real capture.
 */

/** One operation and what it takes. */
export interface Measured extends Spent {
  operation: string
}

/** What operations are measured on. */
export interface Laboratory {
  /** The tables as they are, to prepare something. */
  tables: { tracker: Table; auth: Table }
  /** The same ones behind meters. */
  tracker: Table
  auth: Table
  /** Does an operation, `of` times over in one go, and records what it took on average. */
  measure: (operation: string, work: () => Promise<unknown>, of?: number) => Promise<void>
}

export interface Measurement {
  measured: Measured[]
  /** Requests for which DynamoDB reported other units than were counted, in words; none when it was not asked. */
  differences: string[]
}

const average = (spents: readonly Spent[], of: number): Spent => {
  const sum = (name: keyof Spent): number => spents.reduce((total, spent) => total + spent[name], 0) / of
  return { reads: sum('reads'), writes: sum('writes'), requests: sum('requests'), items: sum('items') }
}

/** Measures everything on tables that are empty. `compare` as a meter has it. */
export const measureAll = async (
  tables: Laboratory['tables'],
  { compare = false, onMeasured = () => {} }: { compare?: boolean; onMeasured?: (operation: string) => void } = {},
): Promise<Measurement> => {
  const meters: Meter[] = [meter(tables.tracker, { compare }), meter(tables.auth, { compare })]
  const [tracker, auth] = meters.map(({ table }) => table) as [Table, Table]
  const measured: Measured[] = []
  const measure: Laboratory['measure'] = async (operation, work, of = 1) => {
    for (const each of meters) each.read()
    await work()
    const spents = meters.map((each) => each.read())
    measured.push({ operation, ...average(spents, of) })
    onMeasured(operation)
  }
  const laboratory = { tables, tracker, auth, measure }
  await measureWrites(laboratory)
  await measureReads(laboratory)
  await measureSessions(laboratory)
  await measureNews(laboratory)
  const differences = meters.flatMap((each) =>
    each.differences.map(({ command, counted, reported }) => `${command}: ${counted} counted, ${reported} reported`),
  )
  return { measured, differences }
}
