/*
 * Counts anew what docs/performance.md counts, and writes it there: what operations take, the bytes of snapshots, and how large the
 * bundles are. What is timed the other benches tell.
 *
 *   npm run performance
 */
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleFunctions, functionNames } from '../../lib/bundles.ts'
import { log } from '../../shared/log.ts'
import { measureAll } from '../capacity/measure.ts'
import { sizes } from '../capacity/sizes.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import {
  bundlesTable,
  operationsTable,
  performanceFile,
  performancePaper,
  sizesTable,
  withTables,
} from './performance-paper.ts'

log.setLogLevel('SILENT')
const { measured } = await measureAll({ tracker: tableOf(new MemoryTable()), auth: tableOf(new MemoryTable()) })
const dir = bundleFunctions()
const bundles = new Map(functionNames.map((name) => [name, statSync(join(dir, name, 'index.js')).size]))
rmSync(dir, { recursive: true, force: true })
const tables = [operationsTable(measured), sizesTable(sizes()), bundlesTable(bundles)]
writeFileSync(performanceFile, withTables(performancePaper(), tables))
