import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Mode, modes } from '../../../../shared/hiscores/boards.ts'
import { isNotFound, type Missing, missAgain, retryMissingMs } from '../../../../shared/players/missing.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The waits of somebody who is missing from a moment on, until so many days have passed; and when each of the tries was. */
const triesFrom = (start: number, days: number, mode: Mode) => {
  const tries: { at: number; waitMs: number; missing: Missing }[] = []
  let missing: Missing | undefined
  for (let at = start; at < start + days * day; at += tries.at(-1)!.waitMs) {
    missing = missAgain(missing, at)
    tries.push({ at, waitMs: retryMissingMs(missing, mode), missing })
  }
  return tries
}

const noon = Date.UTC(2026, 7, 20, 12)

describe('a player that the hiscores do not know', () => {
  it('is tried after minutes, then every six hours, daily once it is not found, and weekly after seven such tries', () => {
    const tries = triesFrom(noon, 30, 'regular')
    const hours = tries.map(({ waitMs }) => waitMs / hour)
    const early = [5 / 60, 15 / 60, 1, ...Array.from({ length: 6 }, () => 6)]
    expect(hours).toEqual([...early, ...Array.from({ length: 7 }, () => 24), 168, 168, 168, 168])
  })

  it('is not found when that was so on three days', () => {
    fc.assert(
      fc.property(fc.nat(day), fc.constantFrom(...modes), (offset, mode) => {
        for (const { at, missing } of triesFrom(noon + offset, 12, mode)) {
          const days = Math.floor(at / day) - Math.floor((noon + offset) / day)
          expect(isNotFound(missing)).toBe(days >= 2)
        }
      }),
    )
  })

  it('is never left for more than half a day where a season may begin', () => {
    for (const mode of ['leagues', 'deadman', 'tournament'] as const) {
      const tries = triesFrom(noon, 60, mode)
      expect(Math.max(...tries.map(({ waitMs }) => waitMs))).toBe(12 * hour)
      expect(tries.at(-1)!.waitMs).toBe(12 * hour)
    }
  })

  it('is tried every six hours at first when it went missing before misses were counted', () => {
    const missing = missAgain({ days: 1, at: noon }, noon + day)
    expect(missing).toEqual({ days: 2, at: noon + day, misses: 4 })
    expect(retryMissingMs(missing, 'regular')).toBe(6 * hour)
    expect(retryMissingMs({ days: 1, at: noon }, 'regular')).toBe(6 * hour)
  })
})
