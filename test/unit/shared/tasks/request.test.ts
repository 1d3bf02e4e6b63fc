import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../../shared/log.ts'
import { type Queue, readMessage } from '../../../../shared/pace/message.ts'
import { createPlayer, findPlayer } from '../../../../shared/players/players.ts'
import { requestFetch } from '../../../../shared/tasks/request.ts'
import { findTask } from '../../../../shared/tasks/tasks.ts'
import { fetchBatchSize } from '../../../../shared/tracking/dispatch.ts'
import { fetchPlayers } from '../../../../shared/tracking/fetch.ts'
import { startInstance } from '../../../bench/instance.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'
import { VirtualQueue } from '../../../bench/queue.ts'
import type { Random } from '../../../bench/random.ts'
import { virtualTime } from '../../../bench/virtual-time.ts'
import { rowsOf } from '../../../rows.ts'

const start = Date.UTC(2026, 7, 20)
const pace = { intervalMs: 2_000, requestTimeoutMs: 10_000 }
const timeoutMs = 60_000

// Nothing comes by chance: messages are in order, none comes twice, and no timer is late by much.
const orderly: Random = Object.assign(() => 0.5, { between: (low: number) => low, oneIn: () => false })

beforeAll(() => log.setLogLevel('SILENT'))

/** By how many milliseconds each fetch, requested so long after the one before, was done later than estimated. */
const errorsOf = async (gaps: readonly number[], answerMs: number): Promise<number[]> => {
  const time = virtualTime(start)
  const table = new MemoryTable()
  const queue = new VirtualQueue(time, orderly, { visibilityMs: 6 * timeoutMs, maxReceives: 5 })
  const hiscores = {
    fetch: async () => {
      await time.sleep(answerMs)
      return { outcome: 'found' as const, answer: rowsOf({ Attack: 1_000 }) }
    },
  }
  const world = { time, random: orderly, table, queue, hiscores }
  const poll = async (): Promise<void> => {
    const instance = startInstance(world)
    const intervals = { baseMinutes: 60, maxMinutes: 1_440, paceShare: 0.6 }
    const fetching = { ...instance, pace, intervals, retentionDays: 90, random: orderly }
    for (;;) {
      const messages = await queue.receive(fetchBatchSize)
      const keys = messages.map(({ body }) => readMessage(body)!.player)
      await fetchPlayers(fetching, keys, time.now() + timeoutMs)
      queue.delete(messages)
    }
  }
  void poll()
  void poll()

  const asking = { ...startInstance(world), pace }
  const stored = tableOf(table)
  const asked: { key: string; taskId: string }[] = []
  const ask = async (): Promise<void> => {
    for (const [index, gap] of gaps.entries()) {
      await time.sleep(gap)
      const player = { key: `p${index}`, username: `p${index}`, mode: 'regular' as const, active: true, failures: 0 }
      await createPlayer(stored, { ...player, addedAt: start, nextFetchAt: start + 86_400_000 })
      const { taskId } = await requestFetch(asking, (await findPlayer(stored, player.key))!)
      asked.push({ key: player.key, taskId })
    }
  }
  void ask()
  await time.runUntil(start + 600_000)
  const tasks = await Promise.all(asked.map(({ key, taskId }) => findTask(stored, key, taskId, time.now())))
  return tasks.map((task) => task!.completedAt! - task!.estimatedCompletionAt)
}

describe('the estimate of when a requested fetch will be done', () => {
  it('is right within an interval and two seconds, whenever and behind how many it is requested', async () => {
    const gaps = fc.array(fc.oneof(fc.constant(30), fc.nat(1_000), fc.nat(12_000)), { minLength: 1, maxLength: 30 })
    // About as long as the estimate supposes.
    const answer = fc.integer({ min: 440, max: 480 })
    await fc.assert(
      fc.asyncProperty(gaps, answer, async (between, answerMs) => {
        const errors = await errorsOf(between, answerMs)
        expect(errors).toHaveLength(between.length)
        for (const error of errors) expect(Math.abs(error)).toBeLessThanOrEqual(pace.intervalMs + 2_000)
      }),
      { numRuns: 150 },
    )
  })
})

describe('the message of a requested fetch', () => {
  it('is not delayed, however long the request takes', async () => {
    const stored = tableOf(new MemoryTable())
    const delays: (number | undefined)[] = []
    const send = async (command: unknown) => {
      if (!(command instanceof SendMessageBatchCommand)) return { Attributes: {} }
      const { Entries = [] } = command.input
      delays.push(...Entries.map(({ DelaySeconds }) => DelaySeconds))
      return { Successful: Entries.map(({ Id }) => ({ Id })) }
    }
    const queue = { url: 'queue', client: { send } } as unknown as Queue
    let now = start
    const clock = { now: () => (now += 3), sleepUntil: async () => {} }
    const player = { key: 'slow', username: 'slow', mode: 'regular' as const, active: true, failures: 0 }
    await createPlayer(stored, { ...player, addedAt: start })
    await requestFetch({ tracker: stored, queue, pace, clock }, (await findPlayer(stored, 'slow'))!)
    expect(delays).toEqual([undefined])
  })
})
