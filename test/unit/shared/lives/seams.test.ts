import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSeams,
  encodeSeams,
  type Seam,
  seamKinds,
  seamsBetween,
  withSeam,
} from '../../../../shared/lives/seams.ts'

const seam = fc.record({ at: fc.integer({ min: 1, max: 4_000_000_000_000 }), kind: fc.constantFrom(...seamKinds) })

describe('seams', () => {
  it('come back as they were packed', () => {
    fc.assert(
      fc.property(fc.array(seam), (given) => {
        const seams = given.reduce<Seam[]>((all, each) => withSeam(all, each), [])
        expect(decodeSeams(encodeSeams(seams))).toEqual(seams)
      }),
    )
  })

  it('take some bytes each', () => {
    expect(encodeSeams([{ at: Date.parse('2026-08-20T12:00:00Z'), kind: 'board' }]).length).toBe(7)
  })

  it('part the states before them from those at them and behind', () => {
    const seams: Seam[] = [{ at: 10, kind: 'rollback' }]
    expect(seamsBetween(seams, 9, 10)).toEqual(seams)
    expect(seamsBetween(seams, 10, 20)).toEqual([])
    expect(seamsBetween(seams, 1, 9)).toEqual([])
    expect(seamsBetween(undefined, 1, 9)).toEqual([])
  })
})
