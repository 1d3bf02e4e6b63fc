import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inColumns, linesAndDots } from '../../../../web/charts/columns.ts'
import { plotOf, valueAxis } from '../../../../web/charts/scales.ts'
import { newYear } from './draws.ts'

const amount = fc.integer({ min: -1_000, max: 4_600_000_000 })

describe('valueAxis', () => {
  it('holds all values, and its marks are whole and within it', () => {
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const axis = valueAxis([low, high])
        expect(axis.least).toBeLessThanOrEqual(low)
        expect(axis.greatest).toBeGreaterThanOrEqual(high)
        expect(axis.ticks.length).toBeGreaterThan(0)
        expect(axis.ticks.every((tick) => Number.isInteger(tick) && tick >= axis.least && tick <= axis.greatest)).toBe(
          true,
        )
      }),
    )
  })

  it('has one mark in the middle for values that are all the same', () => {
    expect(valueAxis([99, 99])).toEqual({ least: 98, greatest: 100, ticks: [99] })
  })
})

describe('plotOf', () => {
  const box = { left: 40, top: 10, right: 300, bottom: 150 }

  it('puts everything into its box, whatever it is given', () => {
    fc.assert(
      fc.property(amount, amount, fc.integer(), (one, other, at) => {
        const plot = plotOf(box, { start: newYear, end: newYear + 1_000 }, valueAxis([one, one]))
        expect(plot.x(at)).toBeGreaterThanOrEqual(box.left)
        expect(plot.x(at)).toBeLessThanOrEqual(box.right)
        expect(plot.y(other)).toBeGreaterThanOrEqual(box.top)
        expect(plot.y(other)).toBeLessThanOrEqual(box.bottom)
      }),
    )
  })

  it('finds the moment of a pixel again', () => {
    const plot = plotOf(box, { start: newYear, end: newYear + 1_000_000 }, valueAxis([0, 1]))
    for (const at of [newYear, newYear + 123_456, newYear + 1_000_000]) expect(plot.momentAt(plot.x(at))).toBe(at)
  })
})

describe('inColumns', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({ at, value: (at * 7919) % 1_000 }))
  const x = (at: number): number => at / 50

  it('keeps at most four of each column, first and last, the least and the greatest among them', () => {
    const kept = inColumns(many, x)
    expect(kept.length).toBeLessThanOrEqual(4 * 200)
    expect([kept[0], kept.at(-1)]).toEqual([many[0], many.at(-1)])
    for (let column = 0; column < 200; column++) {
      const values = (points: typeof many) =>
        points.filter(({ at }) => Math.floor(x(at)) === column).map(({ value }) => value)
      const [all, some] = [values(many), values(kept)]
      expect([Math.min(...some), Math.max(...some)]).toEqual([Math.min(...all), Math.max(...all)])
    }
  })

  it('leaves few points as they are', () => {
    const few = many.slice(0, 5).map(({ at, value }) => ({ at: at * 100, value }))
    expect(inColumns(few, x)).toEqual(few)
    expect(inColumns([], x)).toEqual([])
  })

  it('draws little of values that are known and unknown by turns', () => {
    const { lines, dots } = linesAndDots(
      many.map((point) => [point]),
      x,
    )
    expect(lines).toEqual([])
    expect(dots.length).toBeLessThanOrEqual(4 * 200)
  })
})
