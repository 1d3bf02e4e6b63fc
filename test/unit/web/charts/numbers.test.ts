import { ticks } from 'd3-array'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { full, short, shortSigned, shortTicks, signed } from '../../../../web/charts/numbers.ts'

describe('full and signed', () => {
  it('part the thousands and show the sign', () => {
    expect([full(13_034_431), full(0), full(-12)]).toEqual(['13,034,431', '0', '−12'])
    expect([signed(34_431), signed(0), signed(-12)]).toEqual(['+34,431', '0', '−12'])
  })

  it('are exact up to 2^53', () => {
    expect(full(Number.MAX_SAFE_INTEGER)).toBe('9,007,199,254,740,991')
  })

  it('write whole numbers and tenths as Intl does', () => {
    const intl = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
    const tenths = fc.maxSafeInteger().map((value) => Math.trunc(value / 1_000) / 10 + 0)
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), tenths), (value) => {
        expect(full(value)).toBe(intl.format(value).replace('-', '−'))
      }),
    )
  })

  it('say unknown for what nobody knows', () => {
    expect([full(null), signed(null), short(null), shortSigned(null)]).toEqual(Array(4).fill('unknown'))
  })
})

describe('short', () => {
  it.each([
    [0, '0'],
    [9_999, '9,999'],
    [10_000, '10K'],
    [34_431, '34.4K'],
    [999_499, '999K'],
    [999_500, '1M'],
    [13_034_431, '13M'],
    [13_074_431, '13.1M'],
    [412_907_633, '413M'],
    [4_600_000_000, '4.6B'],
    [-34_431, '−34.4K'],
  ])('writes %d as %s', (value, text) => {
    expect(short(value)).toBe(text)
  })

  it('shows a gain with its sign', () => {
    expect([shortSigned(34_431), shortSigned(0), shortSigned(-5)]).toEqual(['+34.4K', '0', '−5'])
  })
})

describe('shortTicks', () => {
  it('writes all in one unit', () => {
    expect(shortTicks([0, 500_000, 1_000_000])).toEqual(['0', '0.5M', '1M'])
    expect(shortTicks([2_401, 2_402])).toEqual(['2,401', '2,402'])
    expect(shortTicks([412_900_000, 412_950_000])).toEqual(['412.9M', '412.95M'])
    expect(shortTicks([412_907_633, 412_907_634])).toEqual(['412,907,633', '412,907,634'])
  })

  it('never writes two marks alike', () => {
    const amount = fc.integer({ min: 0, max: 4_600_000_000 })
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 2, max: 8 }), (one, other, count) => {
        const marks = ticks(Math.min(one, other), Math.max(one, other) + 1, count).filter(Number.isInteger)
        expect(new Set(shortTicks(marks)).size).toBe(marks.length)
      }),
    )
  })
})
