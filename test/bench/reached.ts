import { barriersOf } from '../../shared/lives/seams.ts'
import { idOf, type Milestone, stepsOf } from '../../shared/milestones/find.ts'
import { stepsSince } from '../../shared/milestones/items.ts'
import { newsSchema } from '../../shared/outbox/news.ts'
import { findPlayer } from '../../shared/players/players.ts'
import type { State } from '../../shared/snapshots/items.ts'
import { states } from '../../shared/snapshots/scan.ts'
import { type MemoryTable, tableOf } from './memory-table.ts'

// A rank may have been in a top in a state that stood for a day until something changed on it.
const counted = (milestones: readonly Milestone[]): string[] =>
  milestones.filter(({ kind }) => kind !== 'rank').map((milestone) => `${idOf(milestone)} by ${milestone.by}`)

const without = (all: readonly string[], others: readonly string[]): number => {
  const left = [...others]
  return all.filter((each) => {
    const place = left.indexOf(each)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  }).length
}

/** What was announced of milestones, by the keys of players. Nobody has taken any of it out of the outbox. */
export const announcedIn = (memory: MemoryTable): Map<string, string[]> => {
  const announced = new Map<string, string[]>()
  for (const item of memory.items('OUTBOX')) {
    const { player, happenings } = newsSchema.parse(item)
    const told = announced.get(player) ?? []
    for (const happening of happenings)
      if ('threshold' in happening) told.push(`${idOf(happening as Milestone)} by ${happening.by}`)
    announced.set(player, told)
  }
  return announced
}

/**
 * How many milestones a player was told, and how many are missing or too many by what is stored of it; and of what was announced,
 * how much is missing by what was told, and how much came twice.
 */
export const reached = async (memory: MemoryTable, key: string, announced: readonly string[], end: number) => {
  const table = tableOf(memory)
  const player = (await findPlayer(table, key))!
  const stored: State[] = []
  // Whoever died in the last fetch has not told of it yet.
  for await (const state of states(table, key, { start: 0, end: player.milestonesTo ?? 0 }, end)) stored.push(state)
  const told = (await stepsSince(table, key, -1)).flatMap(({ milestones }) => milestones)
  const expected = stepsOf(stored, barriersOf(player)).steps.flatMap(({ milestones }) => milestones)
  const until = told.filter(({ by }) => by <= (player.milestonesTo ?? 0))
  const named = new Set(announced)
  return {
    milestones: told.length,
    milestonesLost: without(counted(expected), counted(until)),
    milestonesTwice: without(counted(until), counted(expected)),
    news: announced.length,
    newsLost: until.filter((milestone) => !named.has(`${idOf(milestone)} by ${milestone.by}`)).length,
    newsTwice: announced.length - named.size,
  }
}
