import { expect, it } from 'vitest'
import { boardOf, modes } from '../../../../shared/hiscores/boards.ts'

it('has a board of its own for each of the ten modes', () => {
  expect(modes).toHaveLength(10)
  expect(new Set(modes.map(boardOf)).size).toBe(10)
})

it.each([
  ['regular', 'hiscore_oldschool'],
  ['ultimate_ironman', 'hiscore_oldschool_ultimate'],
  ['leagues', 'hiscore_oldschool_seasonal'],
] as const)('names the board of %s %s', (mode, board) => {
  expect(boardOf(mode)).toBe(board)
})
