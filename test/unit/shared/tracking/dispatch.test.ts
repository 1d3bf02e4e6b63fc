import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capacity, choose } from '../../../../shared/tracking/dispatch.ts'

const rules = { tickMs: 60_000, paceMs: 2_000 }
const now = 10_000_000
const players = (count: number): string[] => Array.from({ length: count }, (_, index) => `player_${index}`)

describe('dispatch', () => {
  it('has room for what the pace can fetch until just after the next tick', () => {
    expect(capacity(rules)).toBe(38)
  })

  it('queues those longest due, and no more than there is room for', () => {
    expect(choose(players(100), {}, now, rules).chosen).toEqual(players(38))
  })

  it('leaves out those that wait in the queue already, and counts them', () => {
    const queued = Object.fromEntries(players(10).map((key) => [key, now - 60_000]))
    expect(choose(players(100), queued, now, rules).chosen).toEqual(players(38).slice(10))
  })

  it('queues a player again whose message was lost', () => {
    const queued = { player_0: now - 10 * 60_000 }
    expect(choose(['player_0'], queued, now, rules)).toEqual({ chosen: ['player_0'], waiting: {} })
  })

  it('is not confused by a clock that was set back', () => {
    expect(choose(['player_0'], { player_0: now + 3_600_000 }, now, rules).chosen).toEqual(['player_0'])
  })

  it('forgets players that are not due any more', () => {
    expect(choose([], { player_0: now - 1 }, now, rules).waiting).toEqual({})
  })

  it('never has more in the queue than there is room for', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(60), (due, waiting) => {
        const queued = Object.fromEntries(players(waiting).map((key) => [key, now - 1]))
        const result = choose(players(due), queued, now, rules)
        const before = Object.keys(result.waiting).length
        expect(result.chosen.length + before).toBeLessThanOrEqual(Math.max(capacity(rules), before))
        expect(result.chosen.filter((key) => key in queued)).toEqual([])
      }),
    )
  })
})
