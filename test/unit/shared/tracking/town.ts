import { expect } from 'vitest'
import type { Rows } from '../../../../shared/hiscores/answer.ts'
import type { HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { canonicalName } from '../../../../shared/hiscores/names.ts'
import { barriersOf } from '../../../../shared/lives/seams.ts'
import { idOf } from '../../../../shared/milestones/find.ts'
import { stepsSince } from '../../../../shared/milestones/items.ts'
import { createPlayer, findPlayer, isMoving, type Player } from '../../../../shared/players/players.ts'
import { states } from '../../../../shared/snapshots/scan.ts'
import { findTask } from '../../../../shared/tasks/tasks.ts'
import { taskView } from '../../../../shared/tasks/view.ts'
import { type Instance, startInstance, type World } from '../../../bench/instance.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { VirtualQueue } from '../../../bench/queue.ts'
import { seeded } from '../../../bench/random.ts'
import { virtualTime } from '../../../bench/virtual-time.ts'
import { type FetchBatch, pace, queueRules, startWorkers } from '../../../bench/workers.ts'
import { reachedIn, type Told } from '../../../milestones.ts'
import { expectQuarters } from '../../../quarters.ts'
import { rowsOf } from '../../../rows.ts'
import { recordsAnyway } from '../../../trails.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** What the hiscores of a town say at a moment: about somebody, on one of their boards. */
type Reply = (mode: string, at: number) => HiscoresResult

const noon = Date.UTC(2026, 7, 20, 12)

/** The rows of somebody who kills every minute, and so reaches something every now and then, also by a rank that comes and goes. */
export const killing = (skills: Record<string, number>, at: number): Rows => {
  const { activities, ...rows } = rowsOf(skills, { Zulrah: 10 + Math.max(0, Math.floor((at - noon) / minute)) })
  const rank = 950 + ((Math.floor(at / minute) * 7) % 100)
  return { ...rows, activities: activities.map((row) => ({ ...row, rank })) }
}

/** Somebody who gains experience and kills every minute. */
export const hunting: Reply = (_, at) => ({
  outcome: 'found',
  answer: killing({ Mining: 1_000 + Math.floor(at / minute) }, at),
})

/** Somebody who gains experience every minute. */
export const training: Reply = (_, at) => ({
  outcome: 'found',
  answer: rowsOf({ Mining: 1_000 + Math.floor(at / minute) }, { Zulrah: 10 }),
})

/** Somebody who rests. */
export const resting: Reply = () => ({ outcome: 'found', answer: rowsOf({ Mining: 1_000 }, { Zulrah: 10 }) })

export const down: Reply = () => ({ outcome: 'unavailable', reason: 'down' })

class MeddledTable extends MemoryTable {
  readonly #meddle: (command: unknown) => void

  constructor(meddle: (command: unknown) => void) {
    super()
    this.#meddle = meddle
  }

  override execute(command: unknown): object {
    this.#meddle(command)
    return super.execute(command)
  }
}

/**
 * Everything that tracking needs, in virtual time and in memory: a table, a queue, hiscores that say what a test wants, and
 * processes that may die.
 */
export class Town {
  readonly world: World
  readonly errors: unknown[] = []
  /** Runs that took longer than their function may. */
  overruns = 0
  /** When the hiscores were asked for whom. */
  readonly requests: { at: number; key: string }[] = []
  readonly replies = new Map<string, Reply>()
  /** How long the hiscores take, in milliseconds. */
  answerMs = 200
  /** By how much the clocks of the processes are wrong, in milliseconds. */
  skewMs = 0
  /** Called before each command to the table; what it throws is what the command comes to. */
  meddle: (command: unknown) => void = () => {}

  constructor(seed = 1, start = noon) {
    const time = virtualTime(start)
    const random = seeded(seed)
    const table = new MeddledTable((command) => this.meddle(command))
    const queue = new VirtualQueue(time, random, queueRules)
    const hiscores = { fetch: (mode: string, name: string) => this.#answer(mode, name) }
    this.world = { time, random, table, queue, hiscores, skewMs: () => this.skewMs }
  }

  get now(): number {
    return this.world.time.now()
  }

  get table() {
    return tableOf(this.world.table)
  }

  instance(): Instance {
    return startInstance(this.world)
  }

  /** Lets time pass until some work is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = (): void => {
      over = true
    }
    work.then(end, end)
    while (!over) await this.world.time.runUntil(this.now + 100)
    return work
  }

  /** Does some work in a process of its own, which must not die. */
  async perform<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
    return this.during(work(this.instance()))
  }

  pass(ms: number): Promise<void> {
    return this.world.time.runUntil(this.now + ms)
  }

  /** Starts the schedule and the fetchers, which may do with a batch something else than they should; `ran` hears how long each took. */
  work(fetch?: FetchBatch, ran?: (ms: number) => void) {
    const watch = {
      ...(ran && { ran }),
      failed: (error: unknown) => void this.errors.push(error),
      overran: () => {
        this.overruns += 1
      },
    }
    return startWorkers(this.world, watch, fetch)
  }

  /** Adds players who are all due now, as if they had been there before; their keys. */
  async populate(count: number, reply: Reply, fetchIntervalMinutes?: number): Promise<string[]> {
    const keys = Array.from({ length: count }, (_, index) => `player_${index}`)
    for (const key of keys) {
      this.replies.set(key, reply)
      await createPlayer(this.table, {
        key,
        username: key,
        mode: 'regular',
        active: true,
        addedAt: this.now,
        nextFetchAt: this.now,
        ...(fetchIntervalMinutes !== undefined && { fetchIntervalMinutes }),
        failures: 0,
      })
    }
    return keys
  }

  /** The requests between two moments. */
  requestsIn(start: number, end: number) {
    return this.requests.filter(({ at }) => at >= start && at < end)
  }

  /** The player of a key as it is stored; undefined without one. */
  player(key: string): Promise<Player | undefined> {
    return findPlayer(this.table, key)
  }

  /** The sort keys of what is stored under a player's key. */
  stored(key: string): string[] {
    return this.world.table.items(`PLAYER#${key}`).map(({ SK }) => String(SK))
  }

  /** How many requests came closer to the one before than the pace allows. */
  get early(): number {
    return this.requests.filter(({ at }, index) => at - (this.requests[index - 1]?.at ?? -Infinity) < pace.intervalMs)
      .length
  }

  /**
   * Fails when anything is not as it should be with the tracker at rest: a half player, one that is overdue or never due
   * again, one that was not fetched since `since`, something stored under no player, an open task, a dead letter, a message
   * that went round too often, or more requests before their time than allowed.
   */
  async expectRight(since: number, allowed = { early: 0 }): Promise<void> {
    expect({ errors: this.errors, overruns: this.overruns }).toEqual({ errors: [], overruns: 0 })
    expect(this.world.queue.deadLetters).toEqual([])
    expect(this.world.queue.looped).toEqual([])
    expect(this.early).toBeLessThanOrEqual(allowed.early)
    for (const partition of this.world.table.partitions().filter((name) => name.startsWith('PLAYER#'))) {
      const key = partition.slice('PLAYER#'.length)
      const stored = this.stored(key)
      const player = await this.player(key)
      expect(player, `${stored} belong to no player`).toBeDefined()
      await this.#expectWhole(player!, stored, since)
    }
  }

  async #expectWhole(player: Player, stored: string[], since: number): Promise<void> {
    const { key } = player
    expect(player.deletedAt, `the removal of ${key} has not ended`).toBeUndefined()
    expect(isMoving(player) || player.hidden, `the move of ${key} has not ended`).toBeFalsy()
    const date = new Date(player.latest?.at ?? 0).toISOString().slice(0, 10)
    expect(stored).toContain(`DAY#${date}`)
    expect(stored.filter((sk) => sk.startsWith('SNAP#')).length).toBeGreaterThan(0)
    const { due } = this.world.table.peek(`PLAYER#${key}`, 'PLAYER')!
    expect(due).toBe(player.active ? 'DUE' : undefined)
    if (player.active) {
      expect(player.nextFetchAt, `${key} is overdue`).toBeGreaterThan(this.now - 2 * minute)
      expect(player.nextFetchAt).toBeLessThanOrEqual(this.now + day)
      expect(this.requests.findLast((request) => request.key === key)?.at ?? 0).toBeGreaterThanOrEqual(since)
    }
    await this.#expectTold(player)
    await expectQuarters(this.table, key, this.now)
    await recordsAnyway(this.table, player, this.now)
    for (const sk of stored.filter((each) => each.startsWith('TASK#'))) {
      const task = await findTask(this.table, key, sk.slice('TASK#'.length), this.now)
      const view = taskView(player, task!, this.now)
      expect(['succeeded', 'failed']).toContain(view.status)
      expect(view.completedAt).not.toBeNull()
    }
  }

  /** Each threshold between two states that are stored is told, once. Of those behind the newest one of somebody who is paused its next fetch tells. */
  async #expectTold(player: Player): Promise<void> {
    const { key } = player
    const barriers = barriersOf(player)
    const lived: Told[] = []
    const end = player.active ? this.now : (player.latest?.at ?? 0)
    for await (const { at, rows } of states(this.table, key, { start: 0, end }, this.now)) {
      lived.push({ at, rows, parted: barriers.includes(at), stays: true })
    }
    const steps = (await stepsSince(this.table, key, -1)).filter(({ by }) => by <= end)
    const told = steps.flatMap(({ milestones }) => milestones)
    const expected = reachedIn(lived).map(idOf).sort()
    expect({ key, told: told.map(idOf).sort() }).toEqual({ key, told: expected })
  }

  async #answer(mode: string, name: string): Promise<HiscoresResult> {
    const key = canonicalName(name)
    this.requests.push({ at: this.now, key })
    const result = this.replies.get(key)?.(mode, this.now) ?? { outcome: 'not_found' as const }
    await this.world.time.sleep(this.answerMs)
    return result
  }
}
