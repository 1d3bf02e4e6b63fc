import { describe, expect, it } from 'vitest'
import { healthOf } from '../../../../web/app/screens/manage/health.ts'
import { intervalName, intervalOptions } from '../../../../web/app/screens/manage/intervals.ts'
import { sameName } from '../../../../web/app/screens/today/same-name.ts'
import { staleAt } from '../../../../web/app/screens/today/stale.ts'

const now = Date.parse('2026-08-20T18:30:00Z')

describe('intervalName', () => {
  it.each([
    [null, 'adapts, hourly to daily'],
    [5, 'every 5 minutes'],
    [60, 'every hour'],
    [90, 'every 90 minutes'],
    [120, 'every 2 hours'],
    [1_440, 'every day'],
    [10_080, 'every 7 days'],
  ])('says %s as %s', (minutes, words) => {
    expect(intervalName(minutes)).toBe(words)
  })
})

describe('intervalOptions', () => {
  it('has the one that is set, in its place', () => {
    const values = intervalOptions(45).map(({ value }) => Number(value))
    expect(values).toContain(45)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(intervalOptions(60)).toHaveLength(intervalOptions(null).length)
  })
})

describe('sameName', () => {
  it('makes no difference of case, space, hyphen and underscore', () => {
    expect(sameName('Lynx Titan', 'lynx_t')).toBe(true)
    expect(sameName('Lynx-Titan', ' TITAN ')).toBe(true)
    expect(sameName('Lynx Titan', 'zez')).toBe(false)
    expect(sameName('Zezima', '')).toBe(true)
  })
})

describe('staleAt', () => {
  const card = (nextFetchAt: string | null) => ({ nextFetchAt })

  it('is behind the next fetch of all', () => {
    const cards = [card('2026-08-20T19:00:00Z'), card(null), card('2026-08-20T18:40:00Z')]
    expect(staleAt({ cards, at: now })).toBe(Date.parse('2026-08-20T18:40:10Z'))
  })

  it('is no sooner than a minute after the last time, and never where all are paused', () => {
    expect(staleAt({ cards: [card('2026-08-20T18:00:00Z')], at: now })).toBe(now + 60_000)
    expect(staleAt({ cards: [card(null)], at: now })).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('healthOf', () => {
  const well = {
    at: '2026-08-20T18:30:00Z',
    lastTickAt: '2026-08-20T18:29:30Z',
    queues: { fetch: 3, deadLetters: 0 },
    circuit: { state: 'closed', failuresInARow: 0, missingInARow: 0, pausedUntil: null },
    players: { total: 3, active: 3, paused: 0, notFound: 0, failing: 0 },
    latenessSeconds: { due: 1, p50: 1, p95: 2, max: 2 },
  } as const

  it('says nothing when all is well', () => {
    expect(healthOf(well, now)).toEqual([])
    expect(healthOf({ ...well, lastTickAt: null }, now)).toEqual([])
  })

  it.each([
    [{ lastTickAt: '2026-08-20T18:20:00Z' }, 'The schedule has not run'],
    [{ circuit: { ...well.circuit, state: 'open', pausedUntil: '2026-08-20T18:32:00Z' } }, 'asked again in 2 min'],
    [{ queues: { fetch: 0, deadLetters: 2 } }, '2 fetches crashed'],
    [{ players: { ...well.players, failing: 1 } }, '1 character has'],
    [{ latenessSeconds: { due: 9, p50: 100, p95: 7_300, max: 7_400 } }, 'late by up to 2 h'],
  ] as const)('says what is wrong: %#', (wrong, words) => {
    const troubles = healthOf({ ...well, ...wrong }, now)
    expect(troubles).toHaveLength(1)
    expect(troubles[0]).toContain(words)
  })
})
