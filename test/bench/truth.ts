import { findPlayer } from '../../shared/players/players.ts'
import { decodeAll, type Encoded, encodedSchema, type State } from '../../shared/snapshots/items.ts'
import { type Reading, readings } from '../../shared/snapshots/readings.ts'
import { type MemoryTable, tableOf } from './memory-table.ts'
import { type Character, gainedBy, rowsAt } from './population.ts'

// A request arrives some milliseconds after its moment was noted.
const wayMs = 10

/** The metrics whose values are known and not those that a character has after so many gains. */
const wrongOf = (state: ReadonlyMap<string, Reading>, character: Character, at: number, gained: number): string[] => {
  const truth = readings(rowsAt(character, at, gained))
  return [...state.values()].flatMap(({ metric, value }) =>
    value === null || value === truth.get(metric)?.value ? [] : [metric],
  )
}

/**
 * Holds what is stored of a player against what its character had at those moments. A value is wrong when it was another one
 * then; but a state that is as the character was at a moment since the state before it is only `behind`: the hiscores showed
 * something that was true and new, and nothing tells a tracker that it was hours old.
 */
const compare = (states: readonly State[], character: Character) => {
  const result = { wrongValues: 0, behind: 0 }
  let before = 0
  for (const { at, rows } of states) {
    const state = readings(rows)
    const latest = gainedBy(character, at + wayMs)
    let gained = latest
    while (gained > before && wrongOf(state, character, at, gained).length > 0) gained -= 1
    const wrong = wrongOf(state, character, at, gained)
    if (wrong.length > 0) result.wrongValues += wrong.length
    else {
      if (gained < gainedBy(character, at)) result.behind += 1
      before = gained
    }
  }
  return result
}

const isState = (item: unknown): item is Encoded & { SK: string } =>
  encodedSchema.safeParse(item).success && /^(SNAP|DAY|WEEK|MONTH)#/.test((item as { SK: string }).SK)

/** What of a player's stored states, of its seams and of its reviews is not as its character played. */
export const untruths = async (memory: MemoryTable, key: string, character: Character) => {
  const table = tableOf(memory)
  const player = await findPlayer(table, key)
  const items: Encoded[] = memory.items(`PLAYER#${key}`).filter(isState)
  const kept = [...items, ...(player?.latest ? [player.latest] : [])].sort((a, b) => a.at - b.at)
  return {
    ...compare(await decodeAll(table, kept), character),
    seams: player?.seams?.length ?? 0,
    reviews: player?.review?.at.length ?? 0,
  }
}
