/*
 * Writes docs/cost.md.
 *
 *   npm run cost
 */
import { writeFileSync } from 'node:fs'
import { costPaper } from './cost-paper.ts'

writeFileSync(new URL('../../docs/cost.md', import.meta.url), costPaper())
