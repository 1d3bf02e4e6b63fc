import * as z from 'zod/mini'
import { wants } from '../faults.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { invalid } from '../http/parse.ts'
import type { Window } from '../progress/windows.ts'
import { metricKeys } from './metrics.ts'

/*
 * What requests of Wise Old Man's programs consist of. What is not known here is passed over, as it is there: they have
 * parameters that mean nothing to a tracker of one's own.
 */

export const womPath = z.object({
  username: usernameSchema.check(
    z.meta({ description: 'The name of a character, in any spelling.', examples: ['zezima'] }),
  ),
})

export const womIdPath = z.object({
  id: z.coerce
    .number()
    .check(
      z.int(),
      z.gte(1),
      z.lte(2 ** 31 - 1),
      z.meta({ description: 'The number of a player.', examples: [1_206_542_377] }),
    ),
})

const count = (most: number, usual: number) =>
  z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(most)), usual)

// What is passed over is read.
const offset = z
  .pipe(
    z.prefault(
      z.string().check(z.regex(/^(?:\d{1,4}|10000)$/, { error: wants('a whole number from 0 to 10000') })),
      '0',
    ),
    z.transform(Number),
  )
  .check(z.meta({ description: 'How many are passed over.', examples: ['20'] }))

/** A part of a list: twenty of it unless told otherwise. */
const paged = (most: number) => ({
  limit: count(most, 20).check(z.meta({ description: 'At most so many.' })),
  offset,
})

export const womSearchQuery = z.object({
  username: z
    .string()
    .check(
      z.regex(/^[A-Za-z0-9 _-]{1,12}$/, { error: wants('the start of a character name') }),
      z.meta({ description: 'How a name starts, in any spelling.', examples: ['zez'] }),
    ),
  ...paged(50),
})

const secondMs = 1_000
const hourMs = 3_600 * secondMs
const dayMs = 24 * hourMs

/** How long the periods are that have a name, in milliseconds. All of them end now. */
const named = {
  five_min: 300 * secondMs,
  day: dayMs,
  week: 7 * dayMs,
  month: 31 * dayMs,
  year: 31_556_926 * secondMs,
} as const

export const periodNames = Object.keys(named) as [keyof typeof named, ...(keyof typeof named)[]]

export type PeriodName = (typeof periodNames)[number]

const units = { y: named.year, m: named.month, w: named.week, d: named.day, h: hourMs }
const letters = Object.keys(units) as (keyof typeof units)[]

/** At least one of years, months, weeks, days and hours, in this order. */
const amounts = letters
  .map((first, index) => {
    const others = letters.slice(index + 1).map((letter) => `(?:\\d{1,4}${letter})?`)
    return `\\d{1,4}${first}${others.join('')}`
  })
  .join('|')

const periodPattern = new RegExp(`^(?:${periodNames.join('|')}|${amounts})$`)

/** How long a period is, in milliseconds. */
export const periodMs = (period: string): number => {
  if (period in named) return named[period as PeriodName]
  const parts = [...period.matchAll(/(\d+)([ymwdh])/g)]
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0)
}

const period = z.string().check(
  z.regex(periodPattern, { error: wants('five_min, day, week, month, year or something like 1y2m3w4d5h') }),
  z.meta({
    description: 'How long, until now: `five_min`, `day`, `week`, `month` (31 days), `year`, or such as `1y2m3w4d5h`.',
    examples: ['week', '1m2w'],
  }),
)

const dayOfMonth = '(?:0[1-9]|[12]\\d|3[01])'
const date = `\\d{4}-(?:0[1-9]|1[0-2])-${dayOfMonth}`
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
const offsets = '[+-](?:0\\d|1[0-4]):?[0-5]\\d'
const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'

const isoPattern = `${date}(?:[T ]${time}(?:\\.\\d{1,9})?(?:Z|${offsets})?)?`
// What JavaScript makes of a date when nobody tells it how.
const spelledPattern = `${weekday} ${month} ${dayOfMonth} [12]\\d{3} ${time} GMT${offsets}(?: \\([^()]*\\))?`
const httpPattern = `${weekday}, ${dayOfMonth} ${month} [12]\\d{3} ${time} GMT`

const momentPattern = new RegExp(`^(?:${isoPattern}|${spelledPattern}|${httpPattern})$`)

/** What a moment is that says nothing of a time zone, or spells it otherwise than `Date.parse` wants: it is UTC's. */
const momentOf = (text: string): number => {
  const [, day, hours = '00:00:00', fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d+)?(.*)?)?$/.exec(text) ?? []
  if (day === undefined) return Date.parse(text.replace(/ \(.*$/, ''))
  const offsetText = zone === '' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
  return Date.parse(`${day}T${hours}${fraction.slice(0, 4)}${offsetText}`)
}

const moment = z
  .pipe(
    z.string().check(
      // In an address a plus sign stands for a space; whoever did not write it as %2B meant an offset all the same.
      z.overwrite((text) => text.replace(/(GMT|:\d\d(?:\.\d+)?) (?=\d\d:?\d\d(?: \(|$))/, '$1+')),
      z.regex(momentPattern, { error: wants('a date, or a date and a time,') }),
    ),
    z.transform(momentOf),
  )
  .check(
    z.meta({
      description:
        'A moment: ISO 8601, also without a zone, which means UTC, or as JavaScript writes it. Together with the other date, and without `period`.',
      examples: ['2026-08-13T18:30:00.000Z', 'Thu Aug 13 2026 18:30:00 GMT+0000 (Coordinated Universal Time)'],
    }),
  )

const range = { period: z.optional(period), startDate: z.optional(moment), endDate: z.optional(moment) }

export const womGainedQuery = z.object(range)

export const womSnapshotsQuery = z.object({ ...range, ...paged(200) })

const metric = z
  .enum(metricKeys, { error: wants('a metric that Wise Old Man knows, like mining or zulrah,') })
  .check(z.meta({ description: 'A metric, by the key that Wise Old Man has for it.', examples: ['mining'] }))

export const womTimelineQuery = z.object({ ...range, metric })

const namedPeriod = z
  .enum(periodNames)
  .check(z.meta({ description: 'How long the time is: `month` has 31 days.', examples: ['week'] }))

export const womRecordsQuery = z.object({
  period: z.optional(namedPeriod).check(z.meta({ description: 'Only the records of this length.' })),
  metric: z.optional(metric).check(z.meta({ description: 'Only the records of this metric.' })),
})

/** What tells accounts apart by the way in which they are played. */
export const playerTypes = ['unknown', 'regular', 'ironman', 'hardcore', 'ultimate'] as const
export const playerBuilds = ['main', 'f2p', 'f2p_lvl3', 'lvl3', 'zerker', 'def1', 'hp10'] as const

export const womBoardQuery = z.object({
  metric,
  period: namedPeriod,
  playerType: z
    .optional(z.enum(playerTypes))
    .check(z.meta({ description: 'Only the players of this type; `ironman` are all three kinds of them.' })),
  playerBuild: z
    .optional(z.enum(playerBuilds))
    .check(z.meta({ description: 'Only the players who build their character so.' })),
  country: z
    .optional(z.string().check(z.maxLength(60)))
    .check(
      z.meta({ description: 'Only the players of this country: none, as nobody has one here.', examples: ['SE'] }),
    ),
})

export type WomBoard = z.output<typeof womBoardQuery>

/** A range as it is asked for; moments are in milliseconds since 1970. */
export interface WomRange {
  period?: string | undefined
  startDate?: number | undefined
  endDate?: number | undefined
}

/** The window that somebody asks for; all there is where he does not say. Throws `validation_failed`, as `windowOf` does. */
export const womWindow = ({ period: asked, startDate, endDate }: WomRange, now: number): Window => {
  if (asked !== undefined) return { start: Math.max(0, now - periodMs(asked)), end: now }
  if (startDate === undefined && endDate === undefined) return { start: undefined, end: now }
  if (startDate === undefined) throw invalid({ path: 'startDate', message: 'is missing' })
  if (endDate === undefined) throw invalid({ path: 'endDate', message: 'is missing' })
  if (startDate > endDate) throw invalid({ path: 'startDate', message: 'must not be after endDate' })
  const end = Math.max(0, Math.min(endDate, now))
  // Nothing was tracked before 1970, and keys of earlier years do not sort; and what begins in the future has no length.
  return { start: Math.min(Math.max(0, startDate), end), end }
}

/** As {@link womWindow}, but that somebody has to say which. */
export const womGivenWindow = (asked: WomRange, now: number): Window => {
  const { period: length, startDate, endDate } = asked
  if ([length, startDate, endDate].some((part) => part !== undefined)) return womWindow(asked, now)
  throw invalid({ path: 'period', message: 'is missing; a period, or startDate and endDate, is wanted' })
}
