import { describe, expect, it } from 'vitest'
import type { Mode } from '../../../../shared/hiscores/boards.ts'
import { detect } from '../../../../shared/tracking/ask.ts'
import { rowsOf } from '../../../rows.ts'

type Boards = Partial<Record<Mode, number>>

/** Boards that show some experience each, and say once of some that nobody is there. */
const asking = (boards: Boards, lying: readonly Mode[] = []) => {
  const asked: Mode[] = []
  const detected = detect(async (mode) => {
    asked.push(mode)
    const first = asked.filter((each) => each === mode).length === 1
    const experience = boards[mode]
    return experience === undefined || (first && lying.includes(mode)) ? undefined : rowsOf({ Attack: experience })
  })
  return { detected, asked }
}

const modeOf = async (boards: Boards, lying: readonly Mode[] = []) => (await asking(boards, lying).detected)?.mode

describe('detect', () => {
  it('tells the types of accounts by the boards that move', async () => {
    expect(await modeOf({ regular: 5 })).toBe('regular')
    expect(await modeOf({ regular: 5, ironman: 5 })).toBe('ironman')
    expect(await modeOf({ regular: 5, ironman: 5, hardcore_ironman: 5 })).toBe('hardcore_ironman')
    expect(await modeOf({ regular: 5, ironman: 5, ultimate_ironman: 5 })).toBe('ultimate_ironman')
  })

  it('tells a dead hardcore, and who has left being an ironman', async () => {
    expect(await modeOf({ regular: 9, ironman: 9, hardcore_ironman: 5 })).toBe('ironman')
    expect(await modeOf({ regular: 9, ironman: 5 })).toBe('regular')
  })

  it('finds low ironmen that only their own board knows', async () => {
    expect(await modeOf({ ironman: 5 })).toBe('ironman')
    expect(await modeOf({ ironman: 5, hardcore_ironman: 5 })).toBe('hardcore_ironman')
    expect(await modeOf({ hardcore_ironman: 5 })).toBe('hardcore_ironman')
  })

  it('lets a 404 that one board says once decide nothing', async () => {
    const boards: Boards = { regular: 5, ironman: 5, hardcore_ironman: 5 }
    for (const mode of Object.keys(boards) as Mode[]) expect(await modeOf(boards, [mode])).toBe('hardcore_ironman')
    expect(await modeOf({ regular: 5 }, ['regular'])).toBe('regular')
    expect(await modeOf({ regular: 9, ironman: 5 }, ['regular'])).toBe('regular')
  })

  it('finds nobody where nobody is, with five requests', async () => {
    const { detected, asked } = asking({})
    expect(await detected).toBeUndefined()
    expect(asked).toHaveLength(5)
  })
})
