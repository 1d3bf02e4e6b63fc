import type { Table } from '../../../../shared/dynamodb.ts'
import { ApiError } from '../../../../shared/http/errors.ts'
import { knownMetric } from '../../../../shared/progress/metrics.ts'
import { ImportError } from '../../reasons.ts'
import type { Seen } from '../seen.ts'
import { askCml, readCml } from './cml.ts'
import { type MetricOf, readCsv } from './csv.ts'
import { chunksOf, eachFile, linesOf } from './files.ts'
import { readLedger } from './ledger.ts'
import type { Reading } from './reading.ts'
import { askTemple, readTemple } from './temple.ts'
import { askWom, readWom } from './wom.ts'

/** A record that somebody else has kept. */
interface Source {
  /** Reads a file of it. Throws `ImportError`. */
  readFile: (file: string, metricOf: MetricOf) => AsyncIterable<Seen>
  /** Brings all of it into the spool, from an API; goes on where that was cut short. Throws `ImportError`. */
  ask?: (reading: Reading) => Promise<void>
  /** Its moments tell of some metrics each, which are rows of one layout together. */
  together?: boolean
}

/** All that a history can be imported from, by the names that their states keep. */
export const sources = {
  wom: { readFile: (file) => readWom(chunksOf(file)), ask: askWom },
  temple: { readFile: (file) => readTemple(chunksOf(file)), ask: askTemple },
  cml: { readFile: (file) => readCml(linesOf(file)), ask: askCml },
  csv: { readFile: (file, metricOf) => readCsv(linesOf(file), metricOf), together: true },
  ledger: { readFile: (file, metricOf) => readLedger(linesOf(file), metricOf) },
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof sources

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

/** Brings a history into the spool, from files where some are named, or else from whoever keeps it. Throws `ImportError`. */
export const readSource = async (name: SourceName, reading: Reading): Promise<void> => {
  const source: Source = sources[name]
  const { tracker, files, spool, progress } = reading
  if (files.length === 0 && source.ask) return source.ask(reading)
  if (files.length === 0) throw new ImportError('Which file? Name it behind the player, or `-` for standard input.')
  const metricOf = metricsOf(tracker)
  for await (const seen of eachFile(files, (file) => source.readFile(file, metricOf))) {
    spool.add(seen)
    progress(spool.count)
  }
}
