import type { Table } from '../dynamodb.ts'
import { isoTime } from '../http/time.ts'
import { findPlayers, isTracked, type Player } from '../players/players.ts'
import type { Milestone } from './find.ts'
import { type Place, stepsBefore, stepsOfAll, type Told } from './items.ts'

/*
 * The lists of milestones, newest first. A page may end amid the milestones of one step, so a cursor names the step, and how many
 * of it were shown.
 */

/** Where a page goes on. */
export interface Resumed extends Place {
  shown: number
}

/** A milestone as the API shows it. */
const view = ({ username }: Player, { metric, kind, threshold, value, after, by }: Milestone) => ({
  username,
  ...{ metric, kind, threshold, value },
  after: isoTime(after) as string,
  by: isoTime(by) as string,
})

interface Shown {
  milestone: ReturnType<typeof view>
  next: Resumed
}

/** What a step shows, the highest of each metric first, but for as much of it as was shown before. */
const shownOf = (player: Player, step: Told, resumed: Resumed | undefined): Shown[] => {
  const { from, by } = step
  const same = resumed?.from === from && resumed.by === by && resumed.player === step.player
  return step.milestones
    .toReversed()
    .map((milestone, index) => ({
      milestone: view(player, milestone),
      next: { player: step.player, from, by, shown: index + 1 },
    }))
    .slice(same ? resumed.shown : 0)
}

/** The first milestones of a source; where the next page goes on, undefined where there is none. */
const pageOf = async (source: AsyncIterable<Shown[]>, limit: number) => {
  const found: Shown[] = []
  for await (const some of source) {
    found.push(...some)
    if (found.length > limit) break
  }
  const page = found.slice(0, limit)
  return {
    milestones: page.map(({ milestone }) => milestone),
    next: found.length > limit ? page.at(-1)?.next : undefined,
  }
}

/** Which milestones are wanted. */
interface Wanted {
  limit: number
  resumed?: Resumed | undefined
}

async function* ofPlayer(table: Table, player: Player, { limit, resumed }: Wanted): AsyncGenerator<Shown[]> {
  for await (const steps of stepsBefore(table, player.key, resumed?.from, { limit: limit + 1 })) {
    yield steps.flatMap((step) => shownOf(player, step, resumed && { ...resumed, player: player.key }))
  }
}

/** A page of a player's milestones, as the API shows them. Half a read unit per 4 KB, of which each takes some 70 bytes. */
export const milestonesOf = (table: Table, player: Player, wanted: Wanted) =>
  pageOf(ofPlayer(table, player, wanted), wanted.limit)

// Those of players that are being removed or moved are passed over.
async function* ofAll(table: Table, { limit, resumed }: Wanted): AsyncGenerator<Shown[]> {
  for await (const steps of stepsOfAll(table, resumed, limit + 1)) {
    const found = await findPlayers(table, [...new Set(steps.map(({ player }) => player))])
    const players = new Map(found.filter(isTracked).map((player) => [player.key, player]))
    yield steps.flatMap((step) => {
      const player = players.get(step.player)
      return player ? shownOf(player, step, resumed) : []
    })
  }
}

/** A page of the milestones of all players, as the API shows them. Half a read unit for each step and each player. */
export const allMilestones = (table: Table, wanted: Wanted) => pageOf(ofAll(table, wanted), wanted.limit)
