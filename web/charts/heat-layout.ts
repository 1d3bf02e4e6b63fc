import { dateOf, mondayOf, weekdayOf } from './days.ts'

/** Half a year, or a whole one: its weeks are columns, its weekdays rows. */
interface Block {
  /** Its first and last date, as the moments of their midnights in UTC. */
  first: number
  last: number
  top: number
}

/** Where the days of a year stand. */
export interface HeatLayout {
  /** From one cell's edge to that of the next, and the gap in it, in pixels. */
  pitch: number
  gap: number
  left: number
  blocks: Block[]
  height: number
}

/** The room for weekdays to the left, for months above, and between two blocks. */
const leftRoom = 34
const monthRoom = 18
const blockGap = 12
const weekMs = 7 * 86_400_000

const columnsOf = ({ first, last }: Pick<Block, 'first' | 'last'>): number =>
  Math.round((mondayOf(last) - mondayOf(first)) / weekMs) + 1

/** Where the days of a year stand in a drawing of some width: in one block, or where that is narrow in one for each half. */
export const heatLayout = (year: number, width: number): HeatLayout => {
  const end = Date.UTC(year, 11, 31)
  const halves =
    width >= 620
      ? [{ first: Date.UTC(year, 0, 1), last: end }]
      : [
          { first: Date.UTC(year, 0, 1), last: Date.UTC(year, 5, 30) },
          { first: Date.UTC(year, 6, 1), last: end },
        ]
  const columns = Math.max(...halves.map(columnsOf))
  const pitch = Math.min(18, (width - leftRoom) / columns)
  const tall = monthRoom + 7 * pitch
  const blocks = halves.map((half, place) => ({ ...half, top: monthRoom + place * (tall + blockGap) }))
  return { pitch, gap: pitch > 12 ? 3 : 2, left: leftRoom, blocks, height: blocks.at(-1)!.top + 7 * pitch + 2 }
}

/** The upper left corner of a date's cell; undefined for a date of another year. */
export const cellOf = ({ blocks, left, pitch }: HeatLayout, midnight: number): { x: number; y: number } | undefined => {
  const block = blocks.find(({ first, last }) => midnight >= first && midnight <= last)
  if (!block) return undefined
  const column = Math.round((mondayOf(midnight) - mondayOf(block.first)) / weekMs)
  return { x: left + column * pitch, y: block.top + weekdayOf(midnight) * pitch }
}

/** The date whose cell is at a place of the drawing; undefined where none is. */
export const dateAtCell = ({ blocks, left, pitch }: HeatLayout, x: number, y: number): string | undefined => {
  const block = blocks.find(({ top }) => y >= top && y < top + 7 * pitch)
  if (!block || x < left) return undefined
  const days = Math.floor((x - left) / pitch) * 7 + Math.floor((y - block.top) / pitch)
  const midnight = mondayOf(block.first) + days * 86_400_000
  return midnight >= block.first && midnight <= block.last ? dateOf(midnight) : undefined
}

/** The first of each month of a year, as the moments of their midnights in UTC. */
export const firstsOf = (year: number): number[] => Array.from({ length: 12 }, (_, month) => Date.UTC(year, month, 1))
