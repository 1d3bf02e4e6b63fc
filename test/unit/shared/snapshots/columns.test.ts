import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ColumnReader, Columns } from '../../../../shared/snapshots/columns.ts'
import { encodeVarints } from '../../../../shared/snapshots/varint.ts'

const names = ['text', 'number', 'signed'] as const

const written = fc.array(
  fc.oneof(
    fc.record({ column: fc.constant('text' as const), value: fc.string({ unit: 'grapheme' }) }),
    fc.record({ column: fc.constant('number' as const), value: fc.maxSafeNat() }),
    // What is signed takes a bit more.
    fc.record({
      column: fc.constant('signed' as const),
      value: fc.option(fc.integer({ min: -(2 ** 51), max: 2 ** 51 })),
    }),
  ),
)

describe('columns', () => {
  it('are read as they were written, each in its order', () => {
    fc.assert(
      fc.property(written, (all) => {
        const columns = new Columns(names)
        for (const { column, value } of all) columns[column](column, value as never)
        const reader = new ColumnReader(names, columns.bytes())
        for (const { column, value } of all) expect(reader[column](column)).toBe(value)
        for (const name of names) expect(reader.has(name)).toBe(false)
      }),
    )
  })

  it('are read also where they were deflated, as all were once', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const columns = encodeVarints([0, values.length, 0, ...values])
        for (const level of [0, 1, 9]) {
          const reader = new ColumnReader(names, deflateRawSync(columns, { level }))
          expect(values.map(() => reader.number('number'))).toEqual(values)
        }
      }),
    )
  })

  it('that are no columns are an error', () => {
    const bytes = new Columns(names).bytes()
    for (const other of [bytes.subarray(0, 1), bytes.subarray(0, -1), Uint8Array.of(6, ...bytes), new Uint8Array()]) {
      expect(() => new ColumnReader(names, other)).toThrow()
    }
    expect(() => new ColumnReader(names.slice(1), bytes)).toThrow('other lengths')
  })
})
