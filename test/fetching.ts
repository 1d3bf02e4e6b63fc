import { PassThrough } from 'node:stream'
import type { Table } from '../shared/dynamodb.ts'
import type { Rows } from '../shared/hiscores/answer.ts'
import type { HiscoresResult } from '../shared/hiscores/client.ts'
import { canonicalName } from '../shared/hiscores/names.ts'
import type { Clock } from '../shared/pace/clock.ts'
import type { Fetching } from '../shared/tracking/fetching.ts'

/** A clock that stands still until somebody waits or a test moves it. */
export interface TestClock extends Clock {
  advance: (ms: number) => void
}

const testClock = (start = Date.parse('2026-08-20T12:00:00Z')): TestClock => {
  let now = start
  return {
    now: () => now,
    sleepUntil: async (at) => {
      now = Math.max(now, at)
    },
    advance: (ms) => {
      now += ms
    },
  }
}

/** Hiscores that know what a test tells them, and when they were asked. */
const testHiscores = (clock: Clock) => {
  const answers = new Map<string, HiscoresResult>()
  const requests: { at: number; username: string }[] = []
  return {
    requests,
    knows: (username: string, rows: Rows, name?: string) =>
      answers.set(canonicalName(username), { outcome: 'found', answer: { ...rows, ...(name && { name }) } }),
    fails: (username: string, result: HiscoresResult) => answers.set(canonicalName(username), result),
    connect: () => new PassThrough(),
    /** When the last request left; it arrives then. */
    lastSentAt: () => requests.at(-1)?.at ?? 0,
    /** Called when a request arrives, before it is answered. */
    meanwhile: async (): Promise<void> => {},
    async fetch(_mode: string, username: string): Promise<HiscoresResult> {
      requests.push({ at: clock.now(), username })
      await this.meanwhile()
      return answers.get(canonicalName(username)) ?? { outcome: 'not_found' }
    },
  }
}

/** Everything that fetching needs, on a test's own table, clock and hiscores. */
export const testFetching = (tracker: Table) => {
  const clock = testClock()
  const hiscores = testHiscores(clock)
  const fetching = {
    tracker,
    hiscores,
    clock,
    pace: { intervalMs: 2_000, requestTimeoutMs: 10_000 },
    intervals: { baseMinutes: 60, maxMinutes: 1_440, paceShare: 0.6 },
    retentionDays: 90,
    random: () => 0,
  } satisfies Fetching
  return { clock, hiscores, fetching }
}
