import fc from 'fast-check'
import { seamKinds } from '../../../../shared/lives/seams.ts'
import type { Point, SeamMark, Span } from '../../../../web/charts/points.ts'

/** 2026-01-01 in UTC. */
export const newYear = Date.UTC(2026, 0, 1)
export const hourMs = 3_600_000
export const dayMs = 86_400_000

const span: Span = { start: newYear, end: newYear + 365 * dayMs }

const moment = fc.integer({ min: span.start, max: span.end })

/** A value as the hiscores have it, or none. */
const value = fc.option(fc.integer({ min: 0, max: 4_600_000_000 }), { freq: 4, nil: null })

/** Points in time order, some of them unknown. */
export const points: fc.Arbitrary<Point[]> = fc
  .uniqueArray(fc.record({ at: moment, value }), { selector: ({ at }) => at, maxLength: 60 })
  .map((drawn) => drawn.sort((a, b) => a.at - b.at))

/** Seams in time order. */
export const seams: fc.Arbitrary<SeamMark[]> = fc
  .uniqueArray(fc.record({ at: moment, kind: fc.constantFrom(...seamKinds) }), {
    selector: ({ at }) => at,
    maxLength: 4,
  })
  .map((drawn) => drawn.sort((a, b) => a.at - b.at))

/** A span within which all, some or none of such points are. */
export const spans: fc.Arbitrary<Span> = fc
  .tuple(moment, moment)
  .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) + 1 }))

/** Zones with daylight saving time, without, with half hours, and with midnights that do not exist. */
export const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Africa/Cairo')

/** All numbers in the paths, and all places of the dots, of a drawing. */
export const cornersOf = (markup: string): { x: number; y: number }[] => [
  ...[...markup.matchAll(/ d="([^"]*)"/g)].flatMap(([, path = '']) =>
    [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
  ),
  ...[...markup.matchAll(/cx="(-?[\d.]+)" cy="(-?[\d.]+)"/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
]
