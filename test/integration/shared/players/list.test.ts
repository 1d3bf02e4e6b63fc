import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listPlayers } from '../../../../shared/players/list.ts'
import { type Change, changePlayer, createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { removePlayer } from '../../../../shared/players/remove.ts'
import { playerView, viewFields } from '../../../../shared/players/view.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

let db: TestDynamoDB

beforeAll(async () => {
  db = await startDynamoDB()
})
afterAll(() => db.close())

const now = Date.UTC(2026, 7, 20)
const keys = [...'abcdefghijkl']

const add = (key: string, active = true) =>
  createPlayer(db.tracker, { key, username: key, mode: 'regular', active, addedAt: now, nextFetchAt: now, failures: 0 })

const remove = async (key: string): Promise<void> => {
  const player = await findPlayer(db.tracker, key)
  if (player) await removePlayer(db.tracker, player, now)
}

const setActive = async (key: string, active: boolean): Promise<void> => {
  const player = await findPlayer(db.tracker, key)
  if (player && player.deletedAt === undefined) await changePlayer(db.tracker, player, { active })
}

/** All pages, with something happening between each and the next. */
const pages = async (
  count: number,
  active: boolean | undefined,
  meanwhile: () => Promise<void>,
): Promise<string[][]> => {
  const found: string[][] = []
  let after: string | undefined
  do {
    const { players, next } = await listPlayers(db.tracker, { count, after, active })
    found.push(players.map(({ key }) => key))
    after = next
    if (next !== undefined) await meanwhile()
  } while (after !== undefined)
  return found
}

const some = fc.subarray(keys)
const step = fc.record({ added: some, removed: fc.subarray(keys, { maxLength: 4 }) })

describe('listing players page by page', () => {
  it('loses nobody and shows nobody twice, whoever is added or removed between two pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        some,
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { maxLength: 6 }),
        async (at, count, steps) => {
          for (const key of keys) await remove(key)
          for (const key of at) await add(key)
          const removed = new Set<string>()
          const added = new Set<string>()
          const left = [...steps]
          const found = await pages(count, undefined, async () => {
            const next = left.shift()
            for (const key of next?.removed ?? []) {
              await remove(key)
              removed.add(key)
            }
            for (const key of next?.added ?? []) {
              if (await add(key)) added.add(key)
            }
          })
          const shown = found.flat()
          expect(shown).toEqual([...new Set(shown)].sort())
          for (const key of at) if (!removed.has(key)) expect(shown).toContain(key)
          for (const key of shown) expect(at.includes(key) || added.has(key)).toBe(true)
          for (const page of found.slice(0, -1)) expect(page).toHaveLength(count)
          // Whoever was removed meanwhile may have been all that was left.
          if (removed.size === 0 && at.length > 0) expect(found.at(-1)).not.toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('shows the active ones or the paused ones alone, in full pages', async () => {
    for (const [index, key] of keys.entries()) {
      await remove(key)
      await add(key)
      await setActive(key, index % 3 !== 0)
    }
    const nothing = async (): Promise<void> => {}
    expect(await pages(3, true, nothing)).toEqual([
      ['b', 'c', 'e'],
      ['f', 'h', 'i'],
      ['k', 'l'],
    ])
    expect(await pages(3, false, nothing)).toEqual([['a', 'd', 'g'], ['j']])
    expect((await pages(100, undefined, nothing)).flat()).toEqual(keys)
  })

  it('shows the players on one board alone, with what else is asked for', async () => {
    for (const [index, key] of keys.entries()) {
      await remove(key)
      await add(key, index % 2 === 0)
      if (index % 3 === 0) await changePlayer(db.tracker, (await findPlayer(db.tracker, key))!, { mode: 'ironman' })
    }
    const keysOf = async (asked: { mode: 'ironman' | 'regular'; active?: boolean }) =>
      (await listPlayers(db.tracker, { count: 100, after: undefined, ...asked })).players.map(({ key }) => key)
    expect(await keysOf({ mode: 'ironman' })).toEqual(['a', 'd', 'g', 'j'])
    expect(await keysOf({ mode: 'ironman', active: true })).toEqual(['a', 'g'])
    expect(await keysOf({ mode: 'regular', active: false })).toEqual(['b', 'f', 'h', 'l'])
  })

  it('shows the same of a player with the attributes that its view takes as with all, and reads no others', async () => {
    await remove('a')
    await add('a')
    const known: Change = {
      ...{ autoMode: true, active: false, lastFetchedAt: now + 1, lastChangedAt: now + 2, nextFetchAt: now + 3 },
      ...{ fetchIntervalMinutes: 60, lastOutcome: 'changed', review: { at: [now] }, failures: 2, recordsTo: now },
    }
    const player = (await changePlayer(db.tracker, (await findPlayer(db.tracker, 'a'))!, known))!
    const asked = { count: 1, after: undefined }
    const { players } = await listPlayers(db.tracker, asked, viewFields)
    expect(players.map(playerView)).toEqual([playerView(player)])
    expect(players[0]?.recordsTo).toBeUndefined()
    expect((await listPlayers(db.tracker, asked)).players).toEqual([player])
  })
})
