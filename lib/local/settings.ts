import * as z from 'zod'
import { isCommon } from '../../shared/auth/common-passwords.ts'
import { check, wants } from '../../shared/faults.ts'
import { officialHiscoresUrl } from '../../shared/hiscores/client.ts'
import { isPolite, politeness } from '../politeness.ts'

/** What the local stack can be told by its environment: each variable with its default and its meaning, for people. */
export const localVariables = {
  PORT: { default: '3000', meaning: 'port of the API; 0 takes a free one' },
  HISCORES_URL: { default: 'the simulator', meaning: 'base URL of the hiscores; `live` is the official host' },
  ADMIN_PASSWORD: {
    default: 'random, printed',
    meaning: 'password of the local user `admin`, at least 8 characters; kept until another is given',
  },
  DATA_DIR: { default: '.local', meaning: 'where the stores are kept between runs; `memory` keeps nothing' },
  TICK_SECONDS: { default: '10', meaning: 'how often the schedule fires' },
  FETCH_PACE_SECONDS: {
    default: '2',
    meaning: 'the least time between two requests to the hiscores; the official host gets no less than 2',
  },
  WEBHOOK_URL: {
    default: 'where they say',
    meaning: 'base URL to which webhooks send in place of their own host, which is in `x-webhook-host` then',
  },
}

const httpUrl = z.url({ protocol: /^https?$/, error: wants('a URL or `live`') })

const settingsSchema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).prefault(localVariables.PORT.default),
    HISCORES_URL: z.union([z.literal('live'), httpUrl]).optional(),
    WEBHOOK_URL: z.url({ protocol: /^https?$/, error: wants('a URL') }).optional(),
    ADMIN_PASSWORD: z
      .string()
      .min(8)
      .max(1_024)
      .refine((password) => !isCommon(password), 'is one of the most common passwords')
      .optional(),
    DATA_DIR: z.string().min(1).default(localVariables.DATA_DIR.default),
    TICK_SECONDS: z.coerce.number().positive().max(3_600).prefault(localVariables.TICK_SECONDS.default),
    FETCH_PACE_SECONDS: z.coerce.number().min(0).max(60).prefault(localVariables.FETCH_PACE_SECONDS.default),
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
