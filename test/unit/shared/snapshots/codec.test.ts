import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRows, encodeRows } from '../../../../shared/snapshots/codec.ts'
import { layoutOf } from '../../../../shared/snapshots/layout.ts'
import { decodeVarints, encodeVarints } from '../../../../shared/snapshots/varint.ts'
import { captures } from '../../../captures.ts'
import { anyRows } from '../../../rows.ts'

describe('varints', () => {
  it('take one byte up to 127 and eight up to 2^53', () => {
    expect(encodeVarints([0])).toHaveLength(1)
    expect(encodeVarints([127])).toHaveLength(1)
    expect(encodeVarints([128])).toHaveLength(2)
    expect(encodeVarints([2 ** 53])).toHaveLength(8)
  })

  it('come back as they went, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat(), fc.constant(2 ** 53))), (values) => {
        expect(decodeVarints(encodeVarints(values))).toEqual(values)
      }),
    )
  })

  it('are refused when they end within a number', () => {
    expect(() => decodeVarints(encodeVarints([5_000_000_000]).slice(0, -1))).toThrow('ends within a number')
  })
})

describe('snapshot encoding', () => {
  it.for(captures())('gives $file back exactly, number by number and name by name', ({ answer }) => {
    const rows = {
      skills: answer.skills.map(({ name, rank, level, xp }) => ({ name, rank, level, xp })),
      activities: answer.activities.map(({ name, rank, score }) => ({ name, rank, score })),
    }
    const bytes = encodeRows(rows)
    expect(decodeRows(layoutOf(rows), bytes)).toEqual(rows)
    expect(bytes.length).toBeLessThan(714)
  })

  it('gives any rows back exactly', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(decodeRows(layoutOf(rows), encodeRows(rows))).toEqual(rows)
      }),
    )
  })

  it('refuses numbers that do not fit the layout', () => {
    const rows = { skills: [{ name: 'Overall', rank: 1, level: 1, xp: 1 }], activities: [] }
    const other = layoutOf({ ...rows, activities: [{ name: 'Zulrah', rank: 1, score: 1 }] })
    expect(() => decodeRows(other, encodeRows(rows))).toThrow('has 3 numbers instead of 5')
  })
})

describe('layouts', () => {
  it('have one hash for the same names in the same order, and another for any other', () => {
    fc.assert(
      fc.property(anyRows, anyRows, (a, b) => {
        const names = ({ skills, activities }: typeof a) =>
          JSON.stringify([skills.map((row) => row.name), activities.map((row) => row.name)])
        expect(layoutOf(a).hash === layoutOf(b).hash).toBe(names(a) === names(b))
      }),
    )
  })
})
