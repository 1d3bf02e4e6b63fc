import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { skillNames } from '../../../../lib/simulator/rows.ts'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import { createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { record } from '../../../../shared/tracking/record.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { testFetching } from '../../../fetching.ts'
import { figures } from '../../../figures.ts'
import { rowsOf } from '../../../rows.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Somebody who is tracked, from noon on. */
const tracked = async () => {
  const table = tableOf(new MemoryTable())
  const { fetching, clock } = testFetching(table)
  const addedAt = clock.now()
  const first = { key: 'zezima', username: 'Zezima', mode: 'regular', active: true, addedAt, failures: 0 } as const
  await createPlayer(table, first)
  const player = async () => (await findPlayer(table, 'zezima'))!
  return {
    table,
    clock,
    player,
    /** Brings some answers, one an hour. */
    answers: async (...all: Rows[]): Promise<void> => {
      for (const rows of all) {
        await record(
          fetching,
          await player(),
          { result: { outcome: 'found', answer: rows }, askedAt: clock.now(), outage: false },
          0,
        )
        clock.advance(hour)
      }
    },
    gained: async (metric = 'attack') => {
      const window = { start: undefined, end: clock.now() }
      const told = await history(table, await player(), window, new Set([metric]), clock.now())
      return { gained: told.skills[metric]?.gained, seams: told.seams.map(({ kind }) => kind) }
    },
  }
}

const attack = (xp: number, mining = 1_000) => rowsOf({ Attack: xp, Mining: mining })

/** An answer with two bad rows. */
const hidden = (mining = 1_000): Rows => {
  const { skills, activities } = attack(-1, mining)
  return { skills: skills.map((row) => (row.name === 'Overall' ? { ...row, xp: -1 } : row)), activities }
}

describe('a false life', () => {
  it('is taken back when its cache has been refreshed meanwhile, and is still old', async () => {
    const { answers, gained } = await tracked()
    await answers(attack(1_800_000), attack(1_900_000), attack(2_000_000), attack(1_800_000), attack(1_800_000))
    await answers(attack(1_900_000))
    expect(await gained()).toEqual({ gained: 300_000, seams: ['rollback'] })
    await answers(attack(2_000_500))
    expect(await gained()).toEqual({ gained: 200_500, seams: [] })
  })

  it('is taken back with another one that has begun in it', async () => {
    const { answers, gained } = await tracked()
    await answers(attack(1_700_000), attack(1_800_000), attack(1_900_000), attack(2_000_000))
    await answers(attack(1_810_000), attack(1_810_000), attack(1_750_000), attack(1_750_000))
    expect((await gained()).seams).toEqual(['rollback', 'rollback'])
    await answers(attack(2_000_500))
    expect(await gained()).toEqual({ gained: 300_500, seams: [] })
  })

  it('is taken back with another one that was refreshed beyond it', async () => {
    const { answers, gained } = await tracked()
    await answers(attack(1_700_000), attack(1_800_000), attack(1_900_000), attack(2_000_000))
    await answers(attack(1_800_000), attack(1_800_000), attack(1_700_000), attack(1_700_000))
    expect((await gained()).seams).toEqual(['rollback', 'rollback'])
    await answers(attack(1_900_000))
    await answers(attack(2_000_500))
    expect(await gained()).toEqual({ gained: 300_500, seams: [] })
  })

  it('is taken back wherever it has moved once an answer is the state before it to the last value', async () => {
    const { answers, gained } = await tracked()
    await answers(attack(1_900_000), attack(2_000_000, 1_500), attack(1_940_000), attack(1_940_000), attack(1_960_000))
    expect((await gained()).seams).toEqual(['rollback'])
    await answers(attack(2_000_000, 1_500))
    expect(await gained()).toEqual({ gained: 100_000, seams: [] })
  })

  it('is taken back when a bad row hides from the state before it what it fell from', async () => {
    const { answers, gained } = await tracked()
    await answers(attack(2_000_000), hidden(2_000), attack(1_900_000), attack(1_900_000, 2_000))
    expect((await gained()).seams).toEqual(['rollback'])
    await answers(attack(2_000_500, 2_000))
    expect(await gained()).toEqual({ gained: 500, seams: [] })
  })
})

describe('a rollback of the game', () => {
  it('stays when somebody goes on playing, however soon all is as it was', async () => {
    const gains = fc.array(fc.tuple(fc.nat(60_000), fc.nat(60_000)), { minLength: 1, maxLength: 6 })
    const play = fc.record({ before: gains, lost: fc.double({ min: 0, max: 1, noNaN: true }), after: gains })
    await fc.assert(
      fc.asyncProperty(play, async ({ before, lost, after }) => {
        const { answers, player } = await tracked()
        let now = [1_000_000, 1_000_000] as [number, number]
        const plays = (gained: readonly (readonly [number, number])[]): Rows[] =>
          gained.map(([one, other]) => {
            now = [now[0] + one, now[1] + other]
            return attack(...now)
          })
        const played = [attack(...now), ...plays(before)]
        const top = now
        now = top.map((xp) => xp - Math.floor((xp - 1_000_000) * lost)) as [number, number]
        const [fallen, regained] = [attack(...now), plays(after)]
        fc.pre(now.some((_, skill) => fallen.skills[skill + 1]!.xp < top[skill]!))
        // It has been seen to move to something new before all was as it had been.
        const told = new Set(played.map((rows) => JSON.stringify(rows)))
        const lower = ({ skills }: Rows) => skills.slice(1).some(({ xp }, skill) => xp < top[skill]!)
        fc.pre(lower(regained[0]!) && !told.has(JSON.stringify(regained[0])))
        fc.pre(JSON.stringify(regained[0]) !== JSON.stringify(fallen))
        await answers(...played, fallen, fallen, ...regained)
        await answers(attack(top[0] + 200_000, top[1] + 200_000), attack(top[0] + 300_000, top[1] + 300_000))
        expect((await player()).seams?.map(({ kind }) => kind)).toEqual(['rollback'])
      }),
      { numRuns: 200 },
    )
  })
})

const skills = skillNames.slice(0, 20)

/** A character with all skills at some experience but those that are told otherwise. */
const all = (xp: number, others: Record<string, number> = {}, count = skills.length) =>
  rowsOf({ ...Object.fromEntries(skills.slice(0, count).map((name, index) => [name, xp + index])), ...others })

describe("somebody else's answer that might be a day's play", () => {
  it('is taken back once two answers go on from the state before it', async () => {
    const { answers, gained, player, table, clock } = await tracked()
    const without = await tracked()
    const [start, other, truth, next] = [all(100_000), all(150_000), all(100_000, { Mining: 101_000 }), all(101_000)]
    await answers(start, other)
    expect((await gained()).gained).toBe(50_000)
    await answers(truth, truth, next)
    expect((await player()).seams).toBeUndefined()
    expect(await gained()).toEqual({ gained: 1_000, seams: [] })

    await without.answers(start)
    without.clock.advance(2 * hour)
    await without.answers(truth, next)
    const moments = [clock.now() - 4 * hour, clock.now() - 90 * minute]
    const told = async (each: typeof without) => figures(each.table, await each.player(), moments, clock.now())
    expect(await told({ ...without, table, player })).toEqual(await told(without))
  })

  it.each([
    ['it has come more than once', [all(150_000), all(150_000), all(150_500), all(151_000)]],
    ['some of its skills are full or empty like those of the character', [all(150_000, { Agility: 200_000_000 })]],
  ])('is taken back as well where %s', async (_, others) => {
    const { answers, gained } = await tracked()
    const full = others.length === 1 ? { Agility: 200_000_000 } : {}
    await answers(all(100_000, full), ...others.slice(0, 3))
    await answers(all(100_500, full), all(100_500, full))
    expect(await gained()).toEqual({ gained: 500, seams: [] })
  })

  it.each([
    ['one skill has not risen', [all(100_000), all(150_000, { Mining: 100_014 })]],
    ['there are not so many skills', [all(100_000, {}, 9), all(150_000, {}, 9)]],
    ['the answers do not go on from the state before it', [all(101_000), all(150_000)]],
    ['it was not seen before', [all(150_000)]],
    ['it has stood for days', [all(100_000), all(150_000), all(151_000), all(152_000), all(153_000), all(154_000)]],
  ])('stays, behind a seam, where %s', async (_, states) => {
    const { answers, player } = await tracked()
    await answers(...states)
    const count = states[0]!.skills.length - 1
    await answers(all(100_500, {}, count), all(100_500, {}, count))
    expect((await player()).seams).toHaveLength(1)
  })

  it('stays after a day', async () => {
    const { answers, player, clock } = await tracked()
    await answers(all(100_000), all(150_000))
    clock.advance(day)
    await answers(all(100_500), all(100_500))
    expect((await player()).seams).toHaveLength(1)
  })

  it('is no reason to take back what a rollback of the game takes back', async () => {
    const { answers, player } = await tracked()
    const played = { Mining: 190_000, Agility: 130_000, Fishing: 101_000 }
    await answers(all(100_000), all(100_000, played), all(100_000), all(100_000))
    expect((await player()).seams).toMatchObject([{ kind: 'rollback' }])
  })
})

describe('a value that a bad row hides from the newest state', () => {
  it('is known from the states before it, and may not fall', async () => {
    const { answers, player, gained } = await tracked()
    await answers(attack(2_000_000), hidden(2_000), hidden(3_000), attack(1_900_000, 4_000))
    expect((await player()).doubt).toMatchObject({ kind: 'fall' })
    await answers(attack(1_900_000, 5_000))
    expect(await gained('mining')).toEqual({ gained: 2_000, seams: ['rollback'] })
  })

  it('may not rise by more than the time since it was known allows', async () => {
    const { answers, player } = await tracked()
    await answers(attack(2_000_000), hidden(2_000), attack(190_000_000, 4_000))
    expect((await player()).doubt).toMatchObject({ kind: 'rise' })
    await answers(attack(190_000_000, 4_000))
    expect((await player()).review?.at).toHaveLength(1)
  })

  it('may rise by what was played while it was hidden', async () => {
    const { answers, player, clock } = await tracked()
    await answers(attack(2_000_000), hidden(2_000))
    for (let days = 0; days < 10; days++) {
      clock.advance(day)
      await answers(hidden(3_000 + days))
    }
    await answers(attack(190_000_000, 4_000))
    expect(await player()).toMatchObject({ lastOutcome: 'changed' })
  })

  it('is not that of another life', async () => {
    const { answers, player } = await tracked()
    await answers(attack(2_000_000), attack(2_000_000, 900), hidden(900))
    expect((await player()).seams).toHaveLength(1)
    await answers(attack(1_500_000, 950))
    expect((await player()).doubt).toBeUndefined()
  })
})
