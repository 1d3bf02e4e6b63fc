/** The table in memory, under the name by which tests know it. */
export { MemoryTable, tableOf } from '../../lib/memory-table/memory-table.ts'
