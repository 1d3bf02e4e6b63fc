import { PassThrough } from 'node:stream'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb'
import type { Table } from '../../shared/dynamodb.ts'
import type { Hiscores } from '../../shared/hiscores/client.ts'
import type { Clock } from '../../shared/pace/clock.ts'
import type { Queue } from '../../shared/pace/message.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Message, queueOf, type VirtualQueue } from './queue.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What all processes share. */
export interface World {
  time: VirtualTime
  random: Random
  table: MemoryTable
  queue: VirtualQueue
  hiscores: Pick<Hiscores, 'fetch'>
  /** By how much the clocks of the processes are wrong, in milliseconds. */
  skewMs?: () => number
}

/** Of a write of many items, half are done `amid`; of any other, nothing. */
export type Death = 'before' | 'amid' | 'after'

/** One process of a function, with connections of its own, which can be made to crash. */
export interface Instance {
  clock: Clock
  tracker: Table
  queue: Queue
  hiscores: Hiscores
  /** Tells that a run has begun which these messages caused, so that what it sends continues their line. */
  handles: (messages: readonly Pick<Message, 'lineage'>[]) => void
  /** The names of the commands by which it has written so far, to the table or to the queue. */
  writes: string[]
  /** Makes the process die after so many more writes: before, amid or after the next one. */
  doom: (writes: number, when: Death) => void
  /** Ends the process wherever it is. */
  kill: () => void
  /** Does some work, also beside other work; `crashed` when the process died in it. */
  run: (work: () => Promise<void>) => Promise<'done' | 'crashed'>
}

// What a dead process waits for never comes; a promise of its own each time, so that nothing keeps it.
const never = (): Promise<never> => new Promise(() => {})

const reads = [GetCommand, BatchGetCommand, QueryCommand, GetQueueAttributesCommand]
const isRead = (command: unknown): boolean => reads.some((read) => command instanceof read)

/** As much of a write as is done when the process dies: an empty list is nothing. */
const doneOf = (command: unknown, when: Death): unknown[] => {
  if (when !== 'amid') return when === 'after' ? [command] : []
  if (!(command instanceof BatchWriteCommand)) return []
  const halves = Object.entries(command.input.RequestItems ?? {}).map(([table, requests = []]) => [
    table,
    requests.slice(0, Math.ceil(requests.length / 2)),
  ])
  return [new BatchWriteCommand({ RequestItems: Object.fromEntries(halves) })]
}

// A timer is late by a millisecond or two, and now and then by much more: a process is frozen or collects garbage.
const timerDelay = (random: Random): number => (random.oneIn(3_000) ? random.between(10, 200) : random.between(0, 2))

export const startInstance = ({ time, random, table, queue, hiscores, skewMs = () => 0 }: World): Instance => {
  const now = (): number => time.now() + skewMs()
  let alive = true
  const writes: string[] = []
  let doomedAt = Infinity
  let death: Death = 'before'
  let lastSentAt = 0
  let lineage = 0
  const onDeath = new Set<() => void>()
  const die = (): Promise<never> => {
    alive = false
    for (const hear of onDeath) hear()
    return never()
  }
  const alone = <T>(value: T): T | Promise<never> => (alive ? value : never())

  const call = async (execute: (command: unknown) => object, command: unknown): Promise<object> => {
    const read = isRead(command)
    await time.sleep(read ? random.between(2, 6) : random.between(5, 12))
    if (!alive) return never()
    if (read) return execute(command)
    writes.push((command as object).constructor.name)
    if (writes.length <= doomedAt) return execute(command)
    for (const done of doneOf(command, death)) {
      try {
        execute(done)
      } catch {
        // Refused, which nobody will hear of any more.
      }
    }
    return die()
  }

  return {
    clock: {
      now,
      sleepUntil: async (at) => {
        await time.sleep(Math.max(at - now(), 0) + timerDelay(random))
        return alone(undefined)
      },
    },
    tracker: {
      name: 'tracker',
      client: {
        send: (command: unknown) => call((each) => table.execute(each), command),
      } as unknown as DynamoDBDocumentClient,
    },
    queue: queueOf((command) => call((each) => queue.execute(each, lineage), command)),
    hiscores: {
      fetch: async (mode, name) => {
        lastSentAt = now()
        return alone(await hiscores.fetch(mode, name))
      },
      connect: () => new PassThrough(),
      lastSentAt: () => lastSentAt,
    },
    handles: (messages) => {
      lineage = Math.max(0, ...messages.map((message) => message.lineage)) + 1
    },
    writes,
    doom: (more, when) => {
      doomedAt = writes.length + more
      death = when
    },
    kill: () => void die(),
    run: (work) =>
      new Promise((resolve, reject) => {
        const crashed = () => resolve('crashed')
        onDeath.add(crashed)
        work()
          .then(() => resolve('done'), reject)
          .finally(() => onDeath.delete(crashed))
      }),
  }
}
