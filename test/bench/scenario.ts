import { createHash } from 'node:crypto'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { canonicalName } from '../../shared/hiscores/names.ts'
import { tellWanted } from '../../shared/pace/pace.ts'
import { slackMs } from '../../shared/pace/turns.ts'
import { createPlayer } from '../../shared/players/players.ts'
import { touchedKey } from '../../shared/players/touched.ts'
import { audit } from './audit.ts'
import type { World } from './instance.ts'
import type { LieKind } from './lies.ts'
import { Measures } from './measures.ts'
import { MemoryTable, tableOf } from './memory-table.ts'
import { population } from './population.ts'
import { VirtualQueue } from './queue.ts'
import { seeded } from './random.ts'
import { virtualHiscores } from './upstream.ts'
import { virtualTime } from './virtual-time.ts'
import { intervals, pace, queueRules, startWorkers, type Workers } from './workers.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface Setup {
  players: number
  days: number
  seed: number
  /** Every player's interval; adaptive without. */
  fixedMinutes?: number | undefined
  /** Without outage, 429s, lies and crashes. */
  calm?: boolean
  /** Of so many paces the one of this number, with the players that a hash gives to it. */
  pace?: { number: number; of: number }
}

/** Which of so many paces is a player's. */
const paceOf = (key: string, paces: number): number => createHash('sha256').update(key).digest().readUInt32BE() % paces

export interface Progress {
  /** How many days have passed. */
  day: number
  requests: number
}

/** Runs the schedule and the fetchers for some days of virtual time, and tells how it went. */
export const runScenario = async (
  { players, days, seed, fixedMinutes, calm = false, pace: mine = { number: 0, of: 1 } }: Setup,
  onProgress?: (progress: Progress) => void,
) => {
  const start = Date.UTC(2026, 0, 1)
  const end = start + days * day
  const time = virtualTime(start)
  const random = seeded(seed)
  const all = population(players, start, days, seed)
  const those = all.filter(({ name }) => paceOf(canonicalName(name), mine.of) === mine.number)
  const characters = new Map(those.map((character) => [character.name, character]))
  const measures = new Measures(characters.values(), start, {
    paceMs: pace.intervalMs,
    baseMs: intervals.baseMinutes * minute,
  })

  const table = new MemoryTable((before, after) => measures.wrote(before, after))
  const queue = new VirtualQueue(time, random, queueRules)
  const never = { from: Infinity, to: Infinity }
  const after = (share: number, ms: number) => ({
    from: start + share * days * day,
    to: start + share * days * day + ms,
  })
  const faults = {
    outage: calm ? never : after(1 / 3, Math.min(6 * hour, (days / 8) * day)),
    limits: calm ? never : after(2 / 3, Math.min(day, (days / 6) * day)),
    misses: calm ? never : after(1 / 6, Math.min(day, (days / 6) * day)),
    lies: calm ? never : after(1 / 2, Math.min(day, (days / 6) * day)),
  }
  const watcher = {
    arrived: ({ name }: { name: string }, at: number) => {
      const key = canonicalName(name)
      measures.arrived(key, at, (table.peek(`PLAYER#${key}`, 'PLAYER')?.nextFetchAt as number | undefined) ?? at)
    },
    failed: () => measures.failed(),
    told: ({ name }: { name: string }, of: number) => measures.told(canonicalName(name), of),
    lied: (kind: LieKind) => measures.lied(kind),
  }
  const hiscores = virtualHiscores(characters, faults, watcher, time, random)
  const world: World = { time, random, table, queue, hiscores }

  const startTracking = (): void => {
    const workers = startWorkers(world, {
      ticked: (dispatched, at) => {
        measures.ticked(dispatched, at)
        // No boards are kept here: what is noted for them would become one item that is copied with each note.
        table.execute(new DeleteCommand({ TableName: '', Key: touchedKey }))
      },
      crashed: () => {
        measures.crashes += 1
      },
      ran: (ms) => measures.ran(ms),
      putOff: () => measures.putOff(),
      overran: () => {
        measures.overruns += 1
      },
      failed: (error) => {
        measures.errors += 1
        console.error(error)
      },
    })
    if (!calm) void crashHourly(workers)
  }

  const crashHourly = async (workers: Workers): Promise<void> => {
    for (let at = start; ; at += hour) {
      await time.sleepUntil(at + random.between(0, hour))
      workers.doom(random.between(0, 15))
    }
  }

  const reportProgress = async (): Promise<void> => {
    for (let passed = 1; ; passed++) {
      await time.sleepUntil(start + passed * day)
      onProgress?.({ day: passed, requests: measures.requests })
    }
  }

  // As if they had been added one after another, at the pace.
  for (const [index, { name }] of [...characters.values()].entries()) {
    await createPlayer(tableOf(table), {
      key: canonicalName(name),
      username: name,
      mode: 'regular',
      active: true,
      addedAt: start,
      nextFetchAt: start + index * (pace.intervalMs + slackMs),
      ...(fixedMinutes !== undefined && { fetchIntervalMinutes: fixedMinutes }),
      failures: 0,
    })
  }
  await tellWanted(tableOf(table), async () => ['level', 'milestone'])
  startTracking()
  void reportProgress()
  await time.runUntil(end)

  return {
    players: characters.size,
    ...measures.figures(end),
    deadLetters: queue.deadLetters.length,
    looped: queue.looped.length,
    ...(await audit(table, measures, end)),
  }
}

/** What a run comes to. */
export type Figures = Awaited<ReturnType<typeof runScenario>>

/** What must not be, with how often it was. */
export const faultsIn = (figures: Figures): string[] => {
  const { paceViolations, lost, duplicates, deadLetters, looped, leftForADay, forgotten, overruns, errors } = figures
  const { wrongValues, seams, reviews, milestonesLost, milestonesTwice, newsLost, newsTwice } = figures
  const tracking = { paceViolations, lost, duplicates, deadLetters, looped, leftForADay, forgotten, overruns, errors }
  const counts = { ...tracking, wrongValues, seams, reviews, milestonesLost, milestonesTwice, newsLost, newsTwice }
  return Object.entries(counts).flatMap(([fault, count]) => (count > 0 ? [`${fault}: ${count}`] : []))
}
