import * as z from 'zod/mini'
import { openTable } from '../dynamodb.ts'
import { notNegative, positive, readEnv, text } from '../env.ts'
import { createHiscores } from '../hiscores/client.ts'
import { systemClock } from '../pace/clock.ts'
import type { Fetching } from './fetching.ts'

// Longer than the hiscores take on a bad day, and short enough to leave time for others.
const requestTimeoutMs = 10_000

/** Opens what fetching needs, from the environment of the function that fetches. */
export const openFetching = (): Fetching => {
  const env = readEnv({
    TRACKER_TABLE: text,
    HISCORES_URL: z.url(),
    FETCH_PACE_SECONDS: notNegative,
    BASE_INTERVAL_MINUTES: positive,
    MAX_INTERVAL_MINUTES: positive,
    PACE_SHARE: notNegative,
    RETENTION_DAYS: positive,
  })
  return {
    tracker: openTable(env.TRACKER_TABLE),
    hiscores: createHiscores({ baseUrl: env.HISCORES_URL, timeoutMs: requestTimeoutMs }),
    clock: systemClock,
    pace: { intervalMs: env.FETCH_PACE_SECONDS * 1000, requestTimeoutMs },
    intervals: {
      baseMinutes: env.BASE_INTERVAL_MINUTES,
      maxMinutes: env.MAX_INTERVAL_MINUTES,
      paceShare: env.PACE_SHARE,
    },
    retentionDays: env.RETENTION_DAYS,
    random: Math.random,
  }
}
