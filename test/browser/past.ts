import { skillNames } from '../../lib/simulator/rows.ts'
import { batchPut, type Table } from '../../shared/dynamodb.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { levelForExperience } from '../../shared/hiscores/levels.ts'
import { canonicalName } from '../../shared/hiscores/names.ts'
import { createPlayer, findPlayer } from '../../shared/players/players.ts'
import { stateMoment } from '../../shared/snapshots/items.ts'
import { record } from '../../shared/tracking/record.ts'
import { MemoryTable, tableOf } from '../bench/memory-table.ts'
import { testFetching } from '../fetching.ts'
import { activityRow, skillRow } from '../rows.ts'

/*
 * Pasts of characters that are long over when a test begins: lived through in memory by the tracker's own code, then put
 * into a stack's table.
 */

const hour = 3_600_000
const day = 24 * hour

/** A character, and when it was fetched, upwards, in milliseconds since 1970. */
export interface Past {
  username: string
  moments: readonly number[]
}

/** Ten years: every week, in the last one every day, at last every three hours. */
export const tenYears = (username: string, now: number): Past => ({
  username,
  moments: [
    ...Array.from({ length: 470 }, (_, index) => now - 3_650 * day + index * 7 * day),
    ...Array.from({ length: 358 }, (_, index) => now - 360 * day + index * day),
    ...Array.from({ length: 13 }, (_, index) => now - hour / 12 - index * 3 * hour),
  ].sort((a, b) => a - b),
})

/** A few states of the last month. */
export const aMonth = (username: string, now: number): Past => ({
  username,
  moments: [30 * day, 8 * day, 2 * day, 5 * hour, hour / 2].map((before) => now - before),
})

/** Hours of which some count for more: nobody does the same every day of the week. It never falls. */
const inWaves = (hours: number, phase: number): number => hours + 25 * Math.sin((2 * Math.PI * hours) / 168 + phase)

/** What the hiscores said after so many hours; each name plays otherwise. */
const rowsAfter = (hours: number, seed: number): Rows => {
  const skills = skillNames.map((name, index) => {
    const perHour = 20 + (((seed + 3) * 131 + index * index * 17) % 420)
    const experience = Math.min(200_000_000, 5_000 + Math.floor(inWaves(hours, seed + index) * perHour))
    return skillRow(name, experience, levelForExperience(experience), 900_000 - Math.floor(hours * 5) + index)
  })
  const sum = (of: (row: (typeof skills)[number]) => number): number => skills.reduce((all, row) => all + of(row), 0)
  const overall = skillRow(
    'Overall',
    sum(({ xp }) => xp),
    sum(({ level }) => level),
    950_000 - Math.floor(hours * 5),
  )
  const kills = (every: number): number => 50 + Math.floor(hours / every)
  return {
    skills: [overall, ...skills],
    activities: [
      activityRow('Clue Scrolls (all)', kills(90), 20_000),
      activityRow('LMS - Rank', -1),
      activityRow('Zulrah', kills(6), 30_000),
      activityRow("K'ril Tsutsaroth", kills(40), 15_000),
      activityRow('Chambers of Xeric: Challenge Mode', seed % 2 === 0 ? -1 : kills(200), 9_000),
    ],
  }
}

/** Lives through pasts, and puts what is stored of them into a table. */
export const seed = async (target: Table, pasts: readonly Past[]): Promise<void> => {
  const memory = new MemoryTable()
  const table = tableOf(memory)
  const { fetching, clock } = testFetching(table)
  for (const [index, { username, moments }] of pasts.entries()) {
    const key = canonicalName(username)
    const addedAt = stateMoment(moments[0]!)
    await createPlayer(table, {
      key,
      username,
      mode: 'regular',
      active: true,
      addedAt,
      nextFetchAt: addedAt,
      failures: 0,
    })
    for (const at of moments) {
      clock.advance(at - clock.now())
      const answer = rowsAfter((at - addedAt) / hour + 2_000, index)
      const player = (await findPlayer(table, key))!
      await record(fetching, player, { result: { outcome: 'found', answer }, askedAt: clock.now(), outage: false }, 0)
    }
  }
  const items = memory.partitions().flatMap((partition) => memory.items(partition))
  for (let start = 0; start < items.length; start += 25) await batchPut(target, items.slice(start, start + 25))
}
