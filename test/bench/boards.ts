/*
 * What it takes to keep the boards of so many players, and to ask them: units of DynamoDB, bytes, and this processor's time, on a
 * table in memory.
 *
 *   npm run bench:boards [-- PLAYERS...]
 */
import { log } from '../../shared/log.ts'
import { boardsOf, keepingOf, tellingOf } from './board-costs.ts'

log.setLogLevel('SILENT')
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [300, 600, 1_000, 3_000, 10_000, 40_000]

const telling = await tellingOf([2, 4, 6, 20])
console.table(telling)
const boards = []
for (const count of sizes) {
  boards.push(await boardsOf(count))
  console.error(`${Math.round(performance.now() / 1_000)} s: ${count} players have been asked`)
}
console.table(boards)
const keeping = boards.map((each) => keepingOf(each, telling))
console.table(keeping)
console.log(JSON.stringify({ bench: 'boards', telling, boards, keeping }))
