/*
 * What every operation costs in read and write units, indexes included, on Amazon's own DynamoDB for one machine, and the
 * bytes of a snapshot. Fails when DynamoDB reports other units for a request than the tests count, or when an operation takes
 * more than its bound.
 *
 *   npm run bench:capacity
 */
import { log } from '../../shared/log.ts'
import { bounds } from '../capacity/bounds.ts'
import { type Measured, measureAll } from '../capacity/measure.ts'
import { type Size, sizes } from '../capacity/sizes.ts'
import { startDynamoDB } from '../dynamodb.ts'
import { startDynamoDBLocal } from '../dynamodb-local.ts'
import { markdownTable } from './table.ts'

const units = (count: number): string => (count === 0 ? '-' : String(Math.round(count * 1000) / 1000))

const operationsTable = (measured: readonly Measured[]): string =>
  markdownTable([
    ['operation', 'read units', 'write units', 'requests', 'items read'],
    ...measured.map(({ operation, reads, writes, requests, items }) => [
      operation,
      ...[reads, writes, requests, items].map(units),
    ]),
  ])

const sizesTable = (all: readonly Size[]): string =>
  markdownTable([
    ['snapshot, in bytes', 'numbers', 'item', 'last of 24 a day', 'player with it', 'as a map', 'as JSON'],
    ...all.map(({ snapshot, ...bytes }) => [
      snapshot,
      ...Object.values(bytes).map((count) => count.toLocaleString('en')),
    ]),
  ])

/** The operations that take more than they may. */
const exceeding = (measured: readonly Measured[]): string[] =>
  measured.flatMap(({ operation, reads, writes }) => {
    const bound = bounds[operation]
    const within = bound && reads <= bound.reads && writes <= bound.writes
    return within ? [] : [`${operation}: ${reads} read and ${writes} write units are more than was reached before`]
  })

const local = await startDynamoDBLocal()
if (typeof local === 'string') {
  console.error(local)
  process.exit(1)
}
try {
  log.setLogLevel('SILENT')
  const { tracker, auth, close } = await startDynamoDB(local.url)
  const onMeasured = (operation: string): void => console.log(`measured: ${operation}`)
  const { measured, differences } = await measureAll({ tracker, auth }, { compare: true, onMeasured })
  await close()
  console.log(`\n${operationsTable(measured)}\n\n${sizesTable(sizes())}\n`)
  const faults = [...differences, ...exceeding(measured)]
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
  const operations = Object.fromEntries(measured.map(({ operation, ...spent }) => [operation, spent]))
  console.log(JSON.stringify({ bench: 'capacity', operations, sizes: sizes(), differences: differences.length }))
} finally {
  await local.stop()
}
