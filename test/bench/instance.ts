import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../../shared/dynamodb.ts'
import type { Hiscores } from '../../shared/hiscores/client.ts'
import type { Clock } from '../../shared/tracking/clock.ts'
import type { Queue } from '../../shared/tracking/message.ts'
import { createTally, type Tally } from '../../shared/tracking/tally.ts'
import type { MemoryTable } from './memory-table.ts'
import { queueOf, type VirtualQueue } from './queue.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What all processes share. */
export interface World {
  time: VirtualTime
  random: Random
  table: MemoryTable
  queue: VirtualQueue
  hiscores: Hiscores
}

/** One process of a function, with connections of its own, which can be made to crash. */
export interface Instance {
  clock: Clock
  tracker: Table
  queue: Queue
  hiscores: Hiscores
  tally: Tally
  /** Makes the process die after so many more writes: before or after the next one, as chance will have it. */
  doom: (writes: number) => void
  /** Does some work; `crashed` when the process died in it. */
  run: (work: () => Promise<void>) => Promise<'done' | 'crashed'>
}

// What a dead process waits for never comes; a promise of its own each time, so that nothing keeps it.
const never = (): Promise<never> => new Promise(() => {})

const isRead = (command: unknown): boolean =>
  command instanceof GetCommand || command instanceof BatchGetCommand || command instanceof QueryCommand

// A timer is late by a millisecond or two, and now and then by much more: a process is frozen or collects garbage.
const timerDelay = (random: Random): number => (random.oneIn(3_000) ? random.between(10, 200) : random.between(0, 2))

export const startInstance = ({ time, random, table, queue, hiscores }: World): Instance => {
  let alive = true
  let writesLeft = Infinity
  let onDeath = (): void => {}
  const die = (): Promise<never> => {
    alive = false
    onDeath()
    return never()
  }
  const alone = <T>(value: T): T | Promise<never> => (alive ? value : never())

  const call = async (target: { execute: (command: unknown) => object }, command: unknown): Promise<object> => {
    const read = isRead(command)
    await time.sleep(read ? random.between(2, 6) : random.between(5, 12))
    if (!alive) return never()
    if (read || writesLeft-- > 0) return target.execute(command)
    if (random.oneIn(2)) {
      try {
        target.execute(command)
      } catch {
        // Refused, which nobody will hear of any more.
      }
    }
    return die()
  }

  return {
    clock: {
      now: time.now,
      sleepUntil: async (at) => {
        await time.sleepUntil(Math.max(at, time.now()) + timerDelay(random))
        return alone(undefined)
      },
    },
    tracker: {
      name: 'tracker',
      client: { send: (command: unknown) => call(table, command) } as unknown as DynamoDBDocumentClient,
    },
    queue: queueOf((command) => call(queue, command)),
    hiscores: { fetch: async (mode, name) => alone(await hiscores.fetch(mode, name)) },
    tally: createTally(),
    doom: (writes) => {
      writesLeft = writes
    },
    run: (work) =>
      new Promise((resolve, reject) => {
        onDeath = () => resolve('crashed')
        work().then(() => resolve('done'), reject)
      }),
  }
}
