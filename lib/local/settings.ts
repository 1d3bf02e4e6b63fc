import * as z from 'zod'
import { check, wants } from '../../shared/faults.ts'
import { officialHiscoresUrl } from '../../shared/hiscores/client.ts'
import { isPolite, politeness } from '../politeness.ts'

const httpUrl = z.url({ protocol: /^https?$/, error: wants('a URL or `live`') })

const settingsSchema = z
  .object({
    /** Of the API; 0 takes a free one. */
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    /** Base URL of the hiscores; `live` is the official host, nothing the built-in simulator. */
    HISCORES_URL: z.union([z.literal('live'), httpUrl]).optional(),
    ADMIN_PASSWORD: z.string().min(8).max(1_024).optional(),
    /** Where the stores are kept between runs; `memory` keeps nothing. */
    DATA_DIR: z.string().min(1).default('.local'),
    TICK_SECONDS: z.coerce.number().positive().max(3_600).default(10),
    FETCH_PACE_SECONDS: z.coerce.number().min(0).max(60).default(2),
  })
  .transform(({ HISCORES_URL, DATA_DIR, ...rest }) => ({
    ...rest,
    HISCORES_URL: HISCORES_URL === 'live' ? officialHiscoresUrl : HISCORES_URL?.replace(/\/+$/, ''),
    DATA_DIR: DATA_DIR === 'memory' ? undefined : DATA_DIR,
  }))
  .refine(({ HISCORES_URL, FETCH_PACE_SECONDS }) => !HISCORES_URL || isPolite(HISCORES_URL, FETCH_PACE_SECONDS), {
    path: ['FETCH_PACE_SECONDS'],
    message: politeness,
  })

/** What the local stack is started with. */
export type LocalSettings = z.output<typeof settingsSchema>

/** Reads the local stack's settings from the environment. Throws one sentence that names every variable that is wrong. */
export const readLocalSettings = (environment: NodeJS.ProcessEnv): LocalSettings => {
  // An empty variable is one that was not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = check(settingsSchema, given)
  if (result.success) return result.data
  const faults = result.faults.map(({ path, message }) => `${path}: ${message}`)
  throw new Error(`The settings are not valid. ${faults.join('; ')}.`)
}
