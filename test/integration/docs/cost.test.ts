import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { costPaper, worstDays } from '../../bench/cost-paper.ts'

it('docs/cost.md is what npm run cost makes of the units, the usage, the template and the prices', () => {
  expect(readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8')).toBe(costPaper())
})

it('SECURITY.md has what npm run cost makes of a flood', () => {
  expect(readFileSync(new URL('../../../SECURITY.md', import.meta.url), 'utf8')).toContain(worstDays())
})
