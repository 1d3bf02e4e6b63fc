import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeBackState } from '../../../../shared/corrections/states.ts'
import type { Table } from '../../../../shared/dynamodb.ts'
import { judge } from '../../../../shared/lives/judge.ts'
import { putSeam, seamStates } from '../../../../shared/lives/seam-items.ts'
import { type Seam, withSeam } from '../../../../shared/lives/seams.ts'
import { changePlayer, createPlayer, findPlayer, type Player } from '../../../../shared/players/players.ts'
import { history } from '../../../../shared/progress/history.ts'
import { decodeMoments, encode, tiers } from '../../../../shared/snapshots/items.ts'
import { keepSnapshots } from '../../../../shared/snapshots/keep.ts'
import { newestStates } from '../../../../shared/snapshots/snapshots.ts'
import { storeAnswer } from '../../../../shared/snapshots/store.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { figures } from '../../../figures.ts'
import { anything, type Believed, type Lived, live, past, storedOf } from '../../../pasts.ts'
import { expectQuarters } from '../../../quarters.ts'
import { rowsOf } from '../../../rows.ts'

// None expires.
const retentionDays = 1_000

/** What begins with each state, once one of them is gone: as if its neighbours had always been next to each other. */
const begunWithout = ({ believed, player }: Lived, gone: number) => {
  const { mode, review } = player
  const next = believed[gone + 1]
  const before = believed[gone - 1]
  const [seams, reviews] = [player.seams ?? [], review?.at ?? []]
  const around = [believed[gone]!.at, next?.at]
  const others = {
    seams: seams.filter(({ at }) => !around.includes(at)),
    reviews: reviews.filter((at) => at !== around[0]),
  }
  if (!before || !next) return others
  const concerned = seams.filter(({ at }) => around.includes(at))
  const said = concerned.findLast(({ kind }) => kind === 'board' || kind === 'corrected')
  const life = believed.slice(
    Math.max(
      0,
      believed.slice(0, gone).findLastIndex(({ begins }) => begins),
    ),
    gone - 1,
  )
  const earlier = life.toReversed().map(({ at, rows }) => ({ rows, elapsedMs: next.at - at }))
  const judgement = judge(before.rows, next.rows, next.at - before.at, mode, { earlier })
  const fall = !judgement.fits && judgement.doubt === 'fall' ? judgement.seam : undefined
  const rise = !judgement.fits && judgement.doubt === 'rise' && reviews.includes(around[0]!)
  const kind = said?.kind ?? fall
  return {
    seams: kind ? withSeam(others.seams, { at: next.at, kind }) : others.seams,
    reviews: [...new Set([...others.reviews, ...(rise ? [next.at] : [])])].sort((a, b) => a - b),
  }
}

/** A tracker that stored these answers and no other; whether each of them was a change. */
const retell = async (
  given: Player,
  answers: readonly Believed[],
  { seams, reviews }: { seams: readonly Seam[]; reviews: readonly number[] },
) => {
  const memory = new MemoryTable()
  const table: Table = tableOf(memory)
  const { key, username, mode, addedAt, lastFetchedAt } = given
  const first: Player = { key, username, mode, active: true, addedAt, nextFetchAt: addedAt, failures: 0 }
  await createPlayer(table, first)
  let changes = true
  let player: Player = (await changePlayer(table, first, { lastFetchedAt }))!
  for (const snapshot of answers) {
    const newest = await newestStates(table, key, snapshot.at)
    const seam = seams.find(({ at }) => at === snapshot.at)
    if (seam && newest.last) {
      const [before, after] = [await encode(table, newest.last), await encode(table, snapshot)]
      await putSeam(table, key, { before, after })
    }
    const stored = await storeAnswer(table, first, snapshot, retentionDays, { newest, anew: seam !== undefined })
    changes &&= stored.changed
    player = (await changePlayer(table, player, { latest: stored.latest, lastChangedAt: stored.changedAt }))!
  }
  const review = reviews.length > 0 ? { at: [...reviews] } : undefined
  player = (await changePlayer(table, player, { seams: [...seams], review }))!
  return { memory, table, player: (await findPlayer(table, key))!, changes }
}

/**
 * What is stored of a player, but for the week and the month of the newest state, which may be over without anybody knowing, and
 * for what is made to stay for a record.
 */
const storedUntil = async (memory: MemoryTable, table: Table, { key, latest, seams = [] }: Player) => {
  const open = latest ? tiers.map((tier) => tier.key(latest.at)) : []
  const sides = await seamStates(
    table,
    seams.map((seam) => ({ ...seam, player: key })),
  )
  const items = [...storedOf(memory, key)].filter(([SK]) => latest && !open.includes(SK))
  return {
    tiers: new Map(items.map(([SK, { expiresAt: _, kept: __, ...item }]) => [SK, item])),
    sides: seams.map(({ at }) => {
      const { before, after } = sides.get(key, at)!
      return [before, after].map((state) => ({ at: state.at, numbers: state.numbers }))
    }),
  }
}

const shown = async (
  { memory, table, player }: { memory: MemoryTable; table: Table; player: Player },
  moments: readonly number[],
  now: number,
) => {
  const { seams = [], review, latest, lastChangedAt } = player
  return {
    player: { seams, review, latest, lastChangedAt },
    stored: await storedUntil(memory, table, player),
    ...(await figures(table, player, moments, now, retentionDays)),
  }
}

const kinds = anything.filter((kind) => kind !== 'rests')

describe('taking a state back', () => {
  // Each answer has something new, also next to those that become its neighbours: one that repeats another's values is stored as
  // the first of its day or not at all, and would have been a change without that.
  it('equals never having had it', async () => {
    const chosen = fc.record({ place: fc.nat(), near: fc.array(fc.nat(), { minLength: 2, maxLength: 2 }) })
    await fc.assert(
      fc.asyncProperty(past(14, kinds), chosen, async (steps, { place, near }) => {
        const lived = await live(steps, { retentionDays })
        const { table, memory, player, believed, fetches } = lived
        const now = fetches.at(-1)!
        const gone = place % believed.length
        const { at } = believed[gone]!
        const without = await retell(player, believed.toSpliced(gone, 1), begunWithout(lived, gone))
        fc.pre(without.changes && (await retell(player, believed, { seams: player.seams ?? [], reviews: [] })).changes)
        await takeBackState(table, player, at, now)
        const after = (await findPlayer(table, player.key))!
        const moments = [at, ...near.map((each) => fetches[each % fetches.length]!)].sort((a, b) => a - b)
        expect(await shown({ memory, table, player: after }, moments, now)).toEqual(await shown(without, moments, now))
        await expect(takeBackState(table, after, at, now)).rejects.toMatchObject({ code: 'snapshot_not_found' })
        await expectQuarters(table, player.key, now)
        expect(after.takingBack).toBeUndefined()
        expect(after.nextFetchAt).toBe(player.nextFetchAt)
      }),
      { numRuns: 80 },
    )
  })

  it('takes nothing back of a moment of which nothing is stored', async () => {
    await fc.assert(
      fc.asyncProperty(past(6), fc.integer({ min: 1, max: 1_000 }), async (steps, offset) => {
        const { table, player, fetches } = await live(steps)
        const [now, first] = [fetches.at(-1)!, fetches[0]!]
        const before = await figures(table, player, [first], now)
        for (const at of [first - offset, now + offset]) {
          await expect(takeBackState(table, player, at, now)).rejects.toMatchObject({ code: 'snapshot_not_found' })
        }
        expect(await figures(table, (await findPlayer(table, player.key))!, [first], now)).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })

  it('leaves an answer to every question, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(past(10), fc.nat(), async (steps, place) => {
        const { table, player, ledger, fetches } = await live(steps)
        const now = fetches.at(-1)!
        const stored = ledger.left(now)
        const watched: Table['client']['send'] = async (command: never) => {
          const result = await table.client.send(command)
          const current = (await findPlayer(table, player.key))!
          if (current.latest) await history(table, current, { start: undefined, end: now }, undefined, now)
          return result as never
        }
        const watching: Table = { name: table.name, client: { send: watched } as never }
        await takeBackState(watching, player, stored[place % stored.length]!.at, now)
      }),
      { numRuns: 30 },
    )
  })

  it('forgets what was made to stay, and no other', async () => {
    const memory = new MemoryTable()
    const table = tableOf(memory)
    const addedAt = Date.parse('2026-08-20T08:00:00Z')
    const moments = [0, 1, 2, 3].map((hours) => addedAt + hours * 3_600_000)
    const first = { key: 'zezima', username: 'Zezima', mode: 'regular', active: true, addedAt, failures: 0 } as const
    await createPlayer(table, first)
    let player: Player = first
    for (const at of moments) {
      const { latest } = await storeAnswer(table, first, { at, rows: rowsOf({ Mining: at }) }, 1)
      player = (await changePlayer(table, player, { latest, lastFetchedAt: at, lastChangedAt: at }))!
    }
    const kept = () => {
      const day = storedOf(memory).get('DAY#2026-08-20')!
      return { at: day.at, kept: day.kept && decodeMoments(day.at, day.kept) }
    }
    await keepSnapshots(table, 'zezima', moments.slice(0, 2), addedAt)
    const now = moments.at(-1)!
    await takeBackState(table, player, moments[0]!, now)
    expect(kept().at).toBe(moments[3])
    expect(kept().kept).not.toContain(moments[0])
    expect(kept().kept).toContain(moments[1])
    await takeBackState(table, (await findPlayer(table, 'zezima'))!, moments[3]!, now)
    expect(kept().at).toBe(moments[2])
    expect(kept().kept).toContain(moments[1])
  })
})
