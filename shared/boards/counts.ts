import type { Mode } from '../hiscores/boards.ts'
import type { Change } from './codec.ts'
import type { Counted } from './entries.ts'
import type { Log } from './items.ts'

/** How many players there are, and how many have a place by value, by the gain since ever, and a value to gain from. */
export interface Count {
  players: number
  value: number
  all: number
  base: number
}

/** The same by mode, of active and of paused players apart, as in `regular active`. */
export type Counts = Readonly<Record<string, Count>>

const none: Count = { players: 0, value: 0, all: 0, base: 0 }

const nameOf = (mode: Mode, active: boolean): string => `${mode} ${active ? 'active' : 'paused'}`

const plus = (counts: Counts, counted: Counted | undefined, sign: 1 | -1): Counts => {
  if (!counted) return counts
  const name = nameOf(counted.mode, counted.active)
  const before = counts[name] ?? none
  return {
    ...counts,
    [name]: {
      players: before.players + sign,
      value: before.value + sign * Number(counted.value),
      all: before.all + sign * Number(counted.all),
      base: before.base + sign * Number(counted.base),
    },
  }
}

/** Counts with what changes say that came since, in their order: of each player what it was at first, and is at last. */
export const countsAfter = (counts: Counts, changes: readonly Change[]): Counts => {
  const moves = new Map<string, Pick<Change, 'was' | 'is'>>()
  for (const { entry, was, is } of changes) moves.set(entry.key, { was: (moves.get(entry.key) ?? { was }).was, is })
  return [...moves.values()].reduce((all, { was, is }) => plus(plus(all, was, -1), is, 1), counts)
}

/** What the lists of a metric and what came since come to. */
export const countsOf = ({ head, log }: Log): Counts =>
  countsAfter(
    head.counts,
    log.flatMap(({ changes }) => changes),
  )

/** The sum over those that somebody asks for. */
export const countOf = (counts: Counts, { mode, active }: { mode?: Mode | undefined; active: true | 'all' }): Count =>
  Object.entries(counts)
    .filter(([name]) => {
      const [each, rest] = name.split(' ')
      return (mode ?? each) === each && (active === 'all' || rest === 'active')
    })
    .reduce(
      (sum, [, count]) => ({
        players: sum.players + count.players,
        value: sum.value + count.value,
        all: sum.all + count.all,
        base: sum.base + count.base,
      }),
      none,
    )
