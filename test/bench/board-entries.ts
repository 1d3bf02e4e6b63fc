import type { Entry, Step } from '../../shared/boards/entries.ts'
import { currentDates } from '../../shared/boards/rows.ts'
import { type Mode, modes } from '../../shared/hiscores/boards.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import type { Random } from './random.ts'

const modeOf = (index: number): Mode => (index % 4 === 0 ? modes[1 + ((index / 4) % 3)]! : 'regular')

/** A player who gained once, so long ago, and something at each of the dates before. */
const entryOf = (index: number, count: number, now: number, random: Random): Entry => {
  const value = random.between(50_000_000, 4_000_000_000)
  const ago = (index % 2_800 === index ? index / 2_800 : (index * 12) / count) * dayMs
  const last = { at: Math.floor(now - 1 - ago), value }
  const first = { at: now - 700 * dayMs, value: value - random.between(0, 50_000_000) }
  const steps = (date: number): Step[] => [
    { at: date - 30 * 3_600_000, value: value - random.between(1, 3_000_000) },
    ...(last.at < date + 15 * 3_600_000 ? [last] : []),
  ]
  const edges = currentDates(now)
    .filter((date) => last.at >= date - dayMs)
    .map((date): [number, Step[]] => [date, steps(date)])
  // As long as names are on average, and as little alike.
  const name = `${(random.between(1, 2 ** 40) * 36 ** 3 + index).toString(36).slice(0, 7)}${index.toString(36)}`
  return {
    ...{ key: name, username: name, mode: modeOf(index), active: index % 10 > 0 },
    ...{ rating: false, level: random.between(500, 2_300), review: [], seams: [], first, last },
    edges: new Map(edges),
  }
}

/** So many players as the boards of one metric know them, of whom 2,800 a day have gained something. */
export const entriesOf = (count: number, now: number, random: Random): Entry[] =>
  Array.from({ length: count }, (_, index) => entryOf(index, count, now, random))
