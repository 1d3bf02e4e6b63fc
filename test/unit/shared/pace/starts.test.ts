import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeStarts, likelyFrom, startsKept, withStart } from '../../../../shared/pace/starts.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const week = 7 * day
const start = Date.parse('2026-08-17T18:40:00Z')

const moments = fc.array(fc.nat(4_000_000_000_000), { maxLength: 20 })
const together = (starts: readonly number[]): Uint8Array => starts.reduce<Uint8Array>(withStart, new Uint8Array())

describe('starts', () => {
  it('are kept to the minute', () => {
    const two = withStart(withStart(undefined, start + 12_345), start + day)
    expect(decodeStarts(two)).toEqual([start, start + day])
  })

  it('are those of the last two weeks, eight at most', () => {
    const daily = Array.from({ length: 20 }, (_, index) => start + index * 20 * hour)
    expect(decodeStarts(together(daily))).toEqual(daily.slice(-startsKept))
    const weekly = Array.from({ length: 6 }, (_, index) => start + index * week)
    expect(decodeStarts(together(weekly))).toEqual(weekly.slice(-3))
  })

  it('are upwards, and take 19 bytes at most, whatever the clock says', () => {
    const near = fc.array(fc.nat(14 * day), { maxLength: 20 }).map((each) => each.map((ms) => start + ms))
    fc.assert(
      fc.property(fc.oneof(moments, near), (starts) => {
        for (const order of [starts, starts.toSorted((a, b) => a - b)]) {
          const bytes = together(order)
          const kept = decodeStarts(bytes)
          expect(kept).toEqual(kept.toSorted((a, b) => a - b))
          expect(kept.length).toBeLessThanOrEqual(startsKept)
          expect(bytes.length).toBeLessThanOrEqual(19)
        }
      }),
    )
  })

  it('say nothing where they cannot be read, and can be added to then', () => {
    expect(decodeStarts(undefined)).toEqual([])
    expect(decodeStarts(Uint8Array.of(0x80))).toEqual([])
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeStarts(withStart(bytes, start)).at(-1)).toBe(start)
      }),
    )
  })
})

describe('the time at which somebody is likely to begin', () => {
  const two = [start, start + day + 20 * minute]

  it('is from a quarter of an hour before to three behind that of two starts within a week', () => {
    const next = start + 2 * day
    expect(likelyFrom(two, next - 3 * hour)).toBe(next + 5 * minute)
    expect(likelyFrom(two, next + 5 * minute)).toBe(next + 5 * minute)
    expect(likelyFrom(two, next + 30 * minute)).toBe(next + 30 * minute)
    expect(likelyFrom(two, next + 46 * minute)).toBe(next + day + 5 * minute)
  })

  it('is that of the week of one start, for two weeks', () => {
    expect(likelyFrom([start], start + 20 * hour)).toBe(start + week - 15 * minute)
    expect(likelyFrom([start], start + week + 45 * minute)).toBe(start + week + 45 * minute)
    expect(likelyFrom([start], start + week + 46 * minute)).toBe(start + 2 * week - 15 * minute)
    expect(likelyFrom([start], start + 2 * week + 46 * minute)).toBe(Infinity)
  })

  it('is not known without a start, nor the next day after two at different times', () => {
    expect(likelyFrom([], start)).toBe(Infinity)
    expect(likelyFrom([start, start + day + 61 * minute], start + 40 * hour)).toBe(start + week - 15 * minute)
  })

  it('is forgotten', () => {
    expect(likelyFrom(two, start + 7 * day + 2 * hour)).toBe(start + 8 * day + 5 * minute)
    expect(likelyFrom(two, start + 15 * day + 2 * hour)).toBe(Infinity)
  })

  it('goes over midnight', () => {
    const midnight = Date.parse('2026-08-19T00:00:00Z')
    const around = [midnight - 10 * minute, midnight + day + 10 * minute]
    expect(likelyFrom(around, midnight + 40 * hour)).toBe(midnight + 2 * day - 5 * minute)
  })

  it('is never in the past nor, by starts that are, more than a week ahead, and is likely once it has come', () => {
    const ago = fc.array(fc.nat(14 * day), { maxLength: 8 }).map((each) => each.map((ms) => start - ms))
    fc.assert(
      fc.property(fc.oneof(moments, ago), (starts) => {
        const likely = likelyFrom(starts, start)
        if (likely === Infinity) return
        expect(likely).toBeGreaterThanOrEqual(start)
        if (Math.max(...starts) <= start) expect(likely).toBeLessThanOrEqual(start + week)
        expect(likelyFrom(starts, likely)).toBe(likely)
      }),
    )
  })
})
