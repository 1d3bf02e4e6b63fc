import type { Table } from '../dynamodb.ts'
import type { Player } from '../players/players.ts'
import { newestStatesOf } from '../progress/newest.ts'
import { readingOf } from '../snapshots/readings.ts'

/** In words, what a page shows that other sites tell of. */
interface Told {
  title: string
  description: string
}

const full = (value: number): string => value.toLocaleString('en-GB')

/** What was last known of a player; costs nothing. */
const standingOf = async (table: Table, player: Player): Promise<string> => {
  const state = (await newestStatesOf(table, [player])).get(player.key)
  const { level = null, value = null } = (state && readingOf(state, 'overall')) ?? {}
  const parts = [level === null ? [] : `Total level ${full(level)}`, value === null ? [] : `${full(value)} experience`]
  return parts.flat().join(', ') || 'Nothing is known yet'
}

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`

/** Of one player. */
export const playerPreview = async (table: Table, player: Player): Promise<Told> => ({
  title: `${player.username}: progress in Old School RuneScape`,
  description: await standingOf(table, player),
})

/** Of the players of a link. */
export const playersPreview = async (table: Table, players: readonly Player[]): Promise<Told> => {
  const [first] = players
  if (first && players.length === 1) return playerPreview(table, first)
  const title = `${listed(players.map(({ username }) => username)) || 'Nobody'}: progress in Old School RuneScape`
  return { title, description: 'What each gained today and this week, and where they stand.' }
}

/** Of their board. */
export const boardPreview = (players: readonly Player[]): Told => ({
  title: `Board of ${listed(players.map(({ username }) => username)) || 'nobody'}`,
  description: 'Who gained most in which skill, boss or activity of Old School RuneScape.',
})
