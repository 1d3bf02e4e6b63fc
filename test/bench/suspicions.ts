/*
 * How often somebody who plays honestly would be suspected, in a million days of players of every kind.
 *
 *   npm run bench:suspicions [-- DAYS]
 */
import { suspicions } from './honest.ts'

const [days = 1_000_000] = process.argv.slice(2).map(Number)
const startedAt = performance.now()
const { of, ...figures } = suspicions(days, 1)
const seconds = Math.round((performance.now() - startedAt) / 1_000)
for (const [kind, count] of of) console.error(`${kind}: ${count}`)
console.log(JSON.stringify({ bench: 'suspicions', ...figures, seconds }))
process.exitCode = figures.suspected > 0 ? 1 : 0
