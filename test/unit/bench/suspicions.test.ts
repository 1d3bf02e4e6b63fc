import { describe, expect, it } from 'vitest'
import { honestKinds, suspicions } from '../../bench/honest.ts'

describe('ten thousand days of honest players of every kind', () => {
  it('never bring an answer that is suspected', () => {
    const { days, answers, suspected, of } = suspicions(10_000, 7)
    expect([...of]).toEqual([])
    expect(suspected).toBe(0)
    expect(days).toBeGreaterThanOrEqual(10_000)
    expect(answers).toBeGreaterThan(days / 2)
  })

  it('would show it, as with what nobody can have played', () => {
    const plays = () => [{ hours: 22, experience: 15_000_000, kills: 0, elapsedMs: 60_000 }]
    expect(suspicions(100, 7, { bought: { plays } }).suspected).toBeGreaterThan(0)
    expect(suspicions(100, 7, { bought: { ...honestKinds.leagues!, mode: 'regular' } }).suspected).toBeGreaterThan(0)
  })
})
