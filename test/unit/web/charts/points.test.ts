import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accumulated,
  gainedIn,
  isKnown,
  livesOf,
  nearestTo,
  type Point,
  runsOf,
} from '../../../../web/charts/points.ts'
import { points, seams } from './draws.ts'

const at = (...values: (number | null)[]): Point[] => values.map((value, place) => ({ at: place * 10, value }))

describe('runsOf', () => {
  it('holds every known point once, in order', () => {
    fc.assert(
      fc.property(points, seams, (drawn, marks) => {
        expect(runsOf(drawn, marks).flat()).toEqual(drawn.filter(isKnown))
      }),
    )
  })

  it('leads over no unknown value and no seam', () => {
    fc.assert(
      fc.property(points, seams, (drawn, marks) => {
        for (const run of runsOf(drawn, marks)) {
          const [first, last] = [run[0]!.at, run.at(-1)!.at]
          const unknown = drawn.filter((point) => point.value === null && point.at > first && point.at < last)
          expect(unknown).toEqual([])
          expect(marks.filter((seam) => seam.at > first && seam.at <= last)).toEqual([])
        }
      }),
    )
  })

  it('begins anew only where it must', () => {
    expect(
      runsOf(at(1, 2, null, 3, 4), [{ at: 40, kind: 'rollback' }]).map((run) => run.map(({ value }) => value)),
    ).toEqual([[1, 2], [3], [4]])
  })
})

describe('livesOf', () => {
  it('gives the point at the moment of a seam to the life behind it', () => {
    expect(livesOf(at(1, 2, 3), [{ at: 10, kind: 'corrected' }]).map((life) => life.length)).toEqual([1, 2])
  })

  it('makes no empty life of seams before, between and behind the points', () => {
    const marks = [-5, 1, 2, 99].map((moment) => ({ at: moment, kind: 'season' as const }))
    expect(livesOf(at(1, 2), marks).map((life) => life.length)).toEqual([1, 1])
  })
})

describe('gainedIn', () => {
  it('gains nothing across a seam', () => {
    expect(gainedIn(at(100, 150, 20, 30), [{ at: 20, kind: 'rollback' }])).toBe(60)
  })

  it('tells a fall that no seam explains', () => {
    expect(gainedIn(at(100, 90), [])).toBe(-10)
  })

  it('is unknown without two known values in one life', () => {
    expect(gainedIn(at(null, 5, null), [])).toBeNull()
    expect(gainedIn(at(5, 9), [{ at: 10, kind: 'board' }])).toBeNull()
  })
})

describe('nearestTo', () => {
  it('takes the nearest known point, of two the earlier', () => {
    expect(nearestTo(at(1, null, 3), 10)).toEqual({ at: 0, value: 1 })
    expect(nearestTo(at(1, null, 3), 11)).toEqual({ at: 20, value: 3 })
    expect(nearestTo(at(null), 0)).toBeUndefined()
  })
})

describe('accumulated', () => {
  it('goes on behind a seam from where it stood, and ends with all that was gained', () => {
    const seam = { at: 30, kind: 'rollback' as const }
    expect(accumulated(at(100, 150, null, 20, 30), [seam]).map(({ value }) => value)).toEqual([0, 50, null, 50, 60])
    fc.assert(
      fc.property(points, seams, (drawn, marks) => {
        const last = accumulated(drawn, marks).filter(isKnown).at(-1)
        expect(last?.value ?? 0).toBe(gainedIn(drawn, marks) ?? 0)
      }),
    )
  })
})
