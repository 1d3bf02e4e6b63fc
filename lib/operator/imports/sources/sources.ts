import type { Table } from '../../../../shared/dynamodb.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { knownMetric } from '../../../../shared/progress/metrics.ts'
import { ImportError } from '../../reasons.ts'
import type { Seen } from '../seen.ts'
import type { Spool } from '../spool.ts'
import { type MetricOf, readCsv } from './csv.ts'
import { readLedger } from './ledger.ts'
import { eachFile } from './lines.ts'

/** Where a history comes from, and what is to be known to read it. */
interface Reading {
  tracker: Table
  files: readonly string[]
  spool: Spool
  /** Hears how many moments are there. */
  progress: (count: number) => void
}

/** A record that somebody else has kept. */
export interface Source {
  title: string
  /** Whether its moments tell of some metrics each, which are rows of one layout together. */
  together?: true
  /** Brings all of it into the spool. Throws `ImportError`. */
  read: (reading: Reading) => Promise<void>
}

/** Finds metrics by their names; those that nobody here has only where it is said what they are. */
const metricsOf = (tracker: Table): MetricOf => {
  const known = new Map<string, ReturnType<MetricOf>>()
  const find: MetricOf = async (name, group) => {
    if (name === '') throw new Error('names no metric')
    try {
      const { metric, group: own } = await knownMetric(tracker, name)
      return { metric, group: own }
    } catch (error) {
      if (group) return { metric: name, group }
      throw error instanceof ApiError ? new Error(`has a metric that ${error.issues?.[0]?.message}`) : error
    }
  }
  return (name, group) => {
    const key = `${name} ${group}`
    const found = known.get(key) ?? find(name, group)
    known.set(key, found)
    return found
  }
}

const fromFiles =
  (read: (lines: AsyncIterable<string>, metricOf: MetricOf) => AsyncIterable<Seen>): Source['read'] =>
  async ({ tracker, files, spool, progress }) => {
    if (files.length === 0) throw new ImportError('Which file? Name it behind the player, or `-` for standard input.')
    const metricOf = metricsOf(tracker)
    for await (const seen of eachFile(files, (lines) => read(lines, metricOf))) {
      spool.add(seen)
      progress(spool.count)
    }
  }

/** All that a history can be imported from, by the names that their states keep. */
export const sources = {
  csv: { title: 'lines of at,metric,value', together: true, read: fromFiles(readCsv) },
  ledger: { title: 'an export of this tracker', read: fromFiles(readLedger) },
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof sources
