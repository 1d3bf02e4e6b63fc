/*
 * Writes docs/cost.md, and into SECURITY.md what a flood costs a day.
 *
 *   npm run cost
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { costPaper, worstDays } from './cost-paper.ts'

writeFileSync(new URL('../../docs/cost.md', import.meta.url), costPaper())
const security = new URL('../../SECURITY.md', import.meta.url)
const told = /about \$\d+ a day from anybody, about \$\d+ from a viewer/
writeFileSync(security, readFileSync(security, 'utf8').replace(told, worstDays()))
