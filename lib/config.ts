import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { check, wants } from '../shared/faults.ts'
import { officialHiscoresUrl } from '../shared/hiscores/client.ts'
import { wordsOf } from './file-error.ts'
import { isPolite, politeness } from './politeness.ts'

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

/** One stage's settings. Every value has a default; a wrong one stops the synthesis with a sentence. */
const configSchema = z
  .strictObject({
    /** Part of the stack's name, so that several stages live side by side in one account. */
    stage: z.string().regex(/^[a-z][a-z0-9-]{0,20}$/, 'a stage is named in lower case letters, digits and hyphens'),
    /** Where it is deployed; without it in the region of the AWS credentials. */
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region is named as in eu-central-1')
      .optional(),
    /** Where the hiscores are; requests go to `<hiscoresUrl>/m=<board>/index_lite.json`. */
    hiscoresUrl: z.url().default(officialHiscoresUrl),
    /** Seconds between two requests to the hiscores, all functions together. */
    paceSeconds: z.number().min(0).max(60).default(2),
    /** How often a character that makes progress is fetched. */
    baseIntervalMinutes: z.int().min(5).max(1_440).default(60),
    /** How far the interval stretches for a character that does not. */
    maxIntervalMinutes: z.int().min(5).max(10_080).default(1_440),
    /** Nobody's interval stretches beyond what this share of the pace has room for; 0 saves every fetch that can be saved. */
    paceShare: z.number().min(0).max(1).default(0.6),
    /** How long single snapshots are kept; the daily ones stay for ever. */
    retentionDays: z.int().min(1).max(3_650).default(90),
    accessTokenMinutes: z.int().min(1).max(1_440).default(15),
    refreshTokenDays: z.int().min(1).max(90).default(7),
    /** How long a session is good for at all, however often it is refreshed. */
    sessionDays: z.int().min(1).max(365).default(90),
    /** Web origins whose pages may call the API, as in `https://ledger.example`; none unless they are named. */
    corsOrigins: z.array(z.string().refine(isOrigin, 'an origin is a scheme and a host, without a path')).default([]),
    /** The name that the API answers under as well, and the certificate for it, which is in the stack's region. */
    customDomain: z
      .strictObject({
        name: z
          .hostname({ error: wants('a host name') })
          .refine((name) => name.includes('.'), 'a domain name has a dot in it'),
        certificateArn: z
          .string()
          .regex(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of an ACM certificate'),
      })
      .optional(),
    /** Who is told when something is wrong. Without it there are alarms to look at, but nobody hears of them. */
    alarmEmail: z.email({ error: wants('an e-mail address') }).optional(),
    /** The cost of all that the account uses in a month at which the budget warns; only with an `alarmEmail`. */
    monthlyBudgetDollars: z.number().positive().max(10_000).default(5),
    /**
     * The most units a second that the tracker's table may be read and written with, for which a flood can be charged. A
     * leaderboard reads half a unit a player at once; DynamoDB lets what was saved up in five minutes through besides.
     */
    maxReadUnits: z.int().min(100).max(40_000).default(1_000),
    maxWriteUnits: z.int().min(50).max(40_000).default(250),
    /** Trace requests with X-Ray. */
    tracing: z.boolean().default(false),
    logRetentionDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]).default(30),
    /** Keep the tables, protected, when the stack is destroyed. */
    keepTables: z.boolean().default(true),
  })
  .refine((config) => isPolite(config.hiscoresUrl, config.paceSeconds), {
    path: ['paceSeconds'],
    message: politeness,
  })
  .refine((config) => config.maxIntervalMinutes >= config.baseIntervalMinutes, {
    path: ['maxIntervalMinutes'],
    message: 'must not be shorter than baseIntervalMinutes',
  })

export type Config = z.output<typeof configSchema>

/** Settings that are not valid, or a stage that there is not; the message says what is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const stages: Record<string, z.input<typeof configSchema>> = {
  dev: { stage: 'dev', keepTables: false, logRetentionDays: 7 },
  prod: { stage: 'prod' },
}

/** Checks a stage's settings. Throws `ConfigError` with a sentence per fault. */
export const readConfig = (input: unknown): Config => {
  const result = check(configSchema, input)
  if (result.success) return result.data
  const faults = result.faults.map(({ path, message }) => `${path}: ${message}`)
  throw new ConfigError(`The configuration is not valid. ${faults.join('; ')}.`)
}

/**
 * Sees to it that the certificate is in the region that a stage goes to, which is that of the credentials where the settings
 * name none. Throws `ConfigError`; CloudFormation would say so after some minutes, and roll back.
 */
export const assertCertificate = ({ customDomain }: Config, region: string | undefined): void => {
  const at = customDomain?.certificateArn.split(':')[3]
  if (at === undefined || region === undefined || at === region) return
  throw new ConfigError(
    `The configuration is not valid. customDomain.certificateArn: is in ${at}; a certificate in ${region}, where the stack is, is wanted.`,
  )
}

const knownStage = (name: string): z.input<typeof configSchema> | undefined =>
  Object.hasOwn(stages, name) ? stages[name] : undefined

/** The settings of a stage by its name; the defaults for one that was deployed from a file of settings. */
export const stageConfig = (name: string): Config => readConfig(knownStage(name) ?? { stage: name })

/** The settings in a JSON file of one's own. */
const fileConfig = (path: string): Config => {
  let input: unknown
  try {
    input = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(`The configuration cannot be read from ${path}: ${wordsOf(error)}.`)
  }
  return readConfig(input)
}

/** The settings that a deployment asks for: those of a file where it names one, or else of a stage. */
export const chooseConfig = ({
  stage = 'dev',
  config,
}: {
  stage?: string | undefined
  config?: string | undefined
}) => {
  if (config !== undefined) return fileConfig(config)
  if (knownStage(stage)) return stageConfig(stage)
  throw new ConfigError(`There is no stage "${stage}"; there are ${Object.keys(stages).join(', ')}.`)
}
