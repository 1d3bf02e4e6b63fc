import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { newestStates } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { type KeyHere, keysHere } from '../../../../shared/wom/metrics.ts'
import { type Metrics, metricsOf } from '../../../../shared/wom/snapshot.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const at = Date.parse('2026-08-20T12:00:00Z')

/** What these programs read of an answer. */
export const metricsIn = async (rows: Rows): Promise<Metrics> => {
  const table = tableOf(new MemoryTable())
  await storeAnswer(table, { key: 'a', addedAt: at }, { at, rows }, 90)
  const { last } = await newestStates(table, 'a', at)
  const keyHere: KeyHere = await keysHere(table)
  return metricsOf(last, keyHere)
}
