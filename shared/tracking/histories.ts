import type { Table } from '../dynamodb.ts'
import { log } from '../log.ts'
import { goThrough, isBehind } from '../milestones/go-through.ts'
import type { Event } from '../outbox/news.ts'
import { readPace } from '../pace/pace.ts'
import { findPlayers, type Player, playersByName } from '../players/players.ts'
import { noteWalk, readTick } from './dispatch.ts'
import { goesOn, type Walk } from './walk.ts'

/*
 * Histories that are older than milestones: the tick walks through all players once, paused and missing ones as well, whom no
 * fetch may ever come to. How far it is stands in its item, which every tick reads and writes anyway, so once all is gone through
 * it costs nothing.
 */

// Half a read unit each.
const atOnce = 50

// Some 1,000 states take a second, and 150 read units.
const mostStates = 2_000

/** How long a tick goes through histories, in milliseconds; a step that has begun is finished. */
const mostMs = 5_000

interface Going {
  now: () => number
  wanted: readonly Event[]
  /** When a tick has done enough. */
  until: number
  /** How many states it may still go through. */
  statesLeft: number
}

// A store that is out of reach is mostly back in minutes.
const mostFailures = 3

/** Goes through a history as far as a tick may; whether it came to its end, or cannot go on now. */
const goOn = async (table: Table, given: Player, going: Going): Promise<'told' | 'left' | 'failed' | 'more'> => {
  const { now, wanted } = going
  let player = given
  while (isBehind(player)) {
    if (going.statesLeft <= 0 || now() >= going.until) return 'more'
    try {
      const done = await goThrough(table, player, { now: now(), wanted })
      if (!done) return 'left'
      player = done.player
      // A step takes time even where it finds nothing.
      going.statesLeft -= Math.max(done.states, 1)
    } catch (error) {
      log.error('history not gone through', { player: player.key, error: error as Error })
      return 'failed'
    }
  }
  return 'told'
}

/** Looks at the next players; how far the walk is then. */
const walkOn = async (table: Table, walk: Walk, going: Going): Promise<Walk> => {
  const { keys, next } = await playersByName(table, atOnce, walk.after)
  let { after, found, failures = 0 } = walk
  for (const player of await findPlayers(table, keys)) {
    const became = await goOn(table, player, going)
    if (became === 'failed') failures += 1
    if (became === 'more' || (became === 'failed' && failures < mostFailures)) {
      return { ...(after !== undefined && { after }), failures, found }
    }
    if (isBehind(player)) found += 1
    after = player.key
    failures = 0
  }
  return next === undefined ? { found, endedAt: going.now() } : { after: next, found }
}

/**
 * A tick's share of going through the histories of all players. Harmless when it crashes half way or runs twice: what is told is
 * told once, and how far each player is stands in the player.
 */
export const goThroughHistories = async (table: Table, now: () => number): Promise<void> => {
  const [tick, { wanted }] = await Promise.all([readTick(table), readPace(table)])
  const walk = goesOn(tick?.walk, now())
  if (!walk) return
  const going = { now, wanted, until: now() + mostMs, statesLeft: mostStates }
  await noteWalk(table, await walkOn(table, walk, going))
}
