import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gained, type Routine } from '../../../../lib/simulator/routine.ts'

const routine: Routine = [
  { seconds: 60, habits: [{ everySeconds: 10, brings: { Magic: 5, Hitpoints: 2 } }] },
  { seconds: 30, habits: [] },
  { seconds: 10, habits: [{ everySeconds: 4, brings: { Zulrah: 1 } }] },
]

describe('gained', () => {
  it.each([
    [0, {}],
    [9.9, {}],
    [10, { Magic: 5, Hitpoints: 2 }],
    [90, { Magic: 30, Hitpoints: 12 }],
    [94, { Magic: 30, Hitpoints: 12, Zulrah: 1 }],
    [100, { Magic: 30, Hitpoints: 12, Zulrah: 2 }],
    [110, { Magic: 35, Hitpoints: 14, Zulrah: 2 }],
    [1_000, { Magic: 300, Hitpoints: 120, Zulrah: 20 }],
  ])('after %d seconds', (seconds, expected) => {
    const some = [...gained(routine, seconds)].filter(([, amount]) => amount > 0)
    expect(Object.fromEntries(some)).toEqual(expected)
  })

  it('is nothing without a routine', () => {
    expect(gained([], 1e9).size).toBe(0)
  })

  it('never falls, whatever the routine', () => {
    const habit = fc.record({ everySeconds: fc.integer({ min: 1, max: 100 }), brings: fc.constant({ Magic: 3 }) })
    const session = fc.record({ seconds: fc.integer({ min: 1, max: 200 }), habits: fc.array(habit, { maxLength: 3 }) })
    const time = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(session, { maxLength: 4 }), time, time, (sessions, a, b) => {
        const magic = (seconds: number): number => gained(sessions, seconds).get('Magic') ?? 0
        expect(magic(Math.max(a, b))).toBeGreaterThanOrEqual(magic(Math.min(a, b)))
      }),
    )
  })
})
