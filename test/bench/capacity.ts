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
import { sizes } from '../capacity/sizes.ts'
import { startDynamoDB } from '../dynamodb.ts'
import { startDynamoDBLocal } from '../dynamodb-local.ts'
import { operationsTable, sizesTable } from './performance-paper.ts'

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
