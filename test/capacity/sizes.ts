import { itemSize } from '../../lib/memory-table/item-size.ts'
import { activityThresholds, skillNames } from '../../lib/simulator/rows.ts'
import type { Rows } from '../../shared/hiscores/answer.ts'
import { slugOf } from '../../shared/hiscores/metrics.ts'
import { encodeRows } from '../../shared/snapshots/codec.ts'
import { encodeMoments } from '../../shared/snapshots/items.ts'
import { layoutOf } from '../../shared/snapshots/layout.ts'
import { captures } from '../captures.ts'

/** Bytes of one snapshot. */
export interface Size {
  snapshot: string
  /** Its numbers alone. */
  values: number
  /** The snapshot item of the first change of a day. */
  item: number
  /** That of the last one of a day with a change in every hour. */
  last: number
  /** The player item with all that it can hold but a task, the newest snapshot included. */
  player: number
  /** The same snapshot as a DynamoDB item with a map per row. */
  map: number
  /** The upstream's own JSON. */
  json: number
}

/** Every skill at its end, and every activity ranked with a six-digit score: more than anybody has. */
const worst: Rows = {
  skills: [
    { name: 'Overall', rank: 2_000_000, level: 2_376, xp: 4_800_000_000 },
    ...skillNames.map((name) => ({ name, rank: 2_000_000, level: 99, xp: 200_000_000 })),
  ],
  activities: activityThresholds.map(([name]) => ({ name, rank: 2_000_000, score: 100_000 })),
}

// A name as long as they can be.
const PK = 'PLAYER#twelve_chars'
const at = Date.parse('2026-08-20T12:34:56.789Z')
const hourly = Array.from({ length: 23 }, (_, index) => Date.parse('2026-08-20T00:34:56.789Z') + index * 3_600_000)

const sizeOf = (snapshot: string, rows: Rows, json: unknown): Size => {
  const state = { at, layout: layoutOf(rows).hash, values: encodeRows(rows) }
  const keys = { PK, SK: `SNAP#${new Date(at).toISOString()}` }
  const player = {
    ...{ PK, SK: 'PLAYER', list: 'PLAYERS', due: 'DUE' },
    ...{ username: 'Twelve Chars', mode: 'ultimate_ironman', active: true, addedAt: at },
    ...{ lastFetchedAt: at, lastChangedAt: at, nextFetchAt: at, lastOutcome: 'rate_limited', failures: 12 },
    ...{ fetchIntervalMinutes: 1_440, latest: state },
  }
  const byKey = <R extends { name: string }>(list: readonly R[], shape: (row: R) => object) =>
    Object.fromEntries(list.map((row) => [slugOf(row.name), shape(row)]))
  const map = {
    ...keys,
    at,
    skills: byKey(rows.skills, ({ rank, level, xp }) => ({ rank, level, xp })),
    activities: byKey(rows.activities, ({ rank, score }) => ({ rank, score })),
    expiresAt: Math.ceil(at / 1000),
  }
  const stored = { ...keys, ...state, expiresAt: map.expiresAt }
  return {
    snapshot,
    values: state.values.length,
    item: itemSize(stored),
    last: itemSize({ ...stored, earlier: encodeMoments(hourly) }),
    player: itemSize(player),
    map: itemSize(map),
    json: Buffer.byteLength(JSON.stringify(json)),
  }
}

/** The sizes of all captures, where there are any, and of the worst case. */
export const sizes = (): Size[] => [
  ...captures().map(({ file, answer, json }) => sizeOf(file.replace('.json', ''), answer, json)),
  sizeOf('the worst case', worst, worst),
]
