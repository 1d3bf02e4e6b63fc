import type { Answer } from '../../contract.ts'

type Leaderboard = Answer<'GET /leaderboard'>

/** A place on the board, by gain or by value. */
export interface Standing {
  rank: number
  username: string
  mode: Leaderboard['entries'][number]['mode']
  /** What was gained; undefined on a board by value. */
  gained: number | undefined
  /** The value that the gain counts from; undefined on a board by value. */
  start: number | undefined
  value: number
  level: number | undefined
  /** The states that it is from: the first one only of gains. */
  from: string | undefined
  to: string
}

/** The places of a leaderboard. */
export const standings = ({ entries }: Pick<Leaderboard, 'entries'>): Standing[] =>
  entries.map((entry) => {
    const { rank, username, mode } = entry
    return 'gained' in entry
      ? {
          rank,
          username,
          mode,
          gained: entry.gained,
          start: entry.start,
          value: entry.end,
          level: undefined,
          from: entry.from.fetchedAt,
          to: entry.to.fetchedAt,
        }
      : {
          rank,
          username,
          mode,
          gained: undefined,
          start: undefined,
          value: entry.value,
          level: entry.level,
          from: undefined,
          to: entry.fetchedAt,
        }
  })

/** How many curves can be told apart. */
export const mostCompared = 5

/** The names that an address has ticked: names have no commas. */
export const tickedIn = (query: URLSearchParams): string[] =>
  [...new Set((query.get('compare') ?? '').split(',').filter((name) => name !== ''))].slice(0, mostCompared)

/** The ticks with one name more, or without it. */
export const toggled = (ticked: readonly string[], name: string): string[] =>
  ticked.includes(name) ? ticked.filter((other) => other !== name) : [...ticked, name].slice(0, mostCompared)
