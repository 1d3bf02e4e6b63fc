import { describe, expect, it } from 'vitest'
import { toldFrom } from '../../../../shared/webhooks/hours.ts'

const from = (hours: Parameters<typeof toldFrom>[0], now: string): string =>
  new Date(toldFrom(hours, Date.parse(now))).toISOString()

describe('when something is told', () => {
  it('is at once, unless somebody wants it otherwise', () => {
    expect(from({ tz: 'UTC' }, '2026-08-20T18:30:00Z')).toBe('2026-08-20T18:30:00.000Z')
  })

  it('is once a day at a local time, also when clocks are set', () => {
    const berlin = { tz: 'Europe/Berlin', digest: '08:30' }
    expect(from(berlin, '2026-08-20T06:29:59Z')).toBe('2026-08-20T06:30:00.000Z')
    expect(from(berlin, '2026-08-20T06:30:00Z')).toBe('2026-08-21T06:30:00.000Z')
    expect(from(berlin, '2026-10-24T12:00:00Z')).toBe('2026-10-25T07:30:00.000Z')
    expect(from(berlin, '2026-03-28T12:00:00Z')).toBe('2026-03-29T06:30:00.000Z')
    // 02:30 does not exist on that day.
    expect(from({ ...berlin, digest: '02:30' }, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
  })

  it('is after the quiet hours, which may be over midnight', () => {
    const night = { tz: 'America/New_York', quiet: { from: '22:00', to: '07:00' } }
    expect(from(night, '2026-08-21T01:59:59Z')).toBe('2026-08-21T01:59:59.000Z')
    expect(from(night, '2026-08-21T02:00:00Z')).toBe('2026-08-21T11:00:00.000Z')
    expect(from(night, '2026-08-21T10:59:00Z')).toBe('2026-08-21T11:00:00.000Z')
    expect(from(night, '2026-08-21T11:00:00Z')).toBe('2026-08-21T11:00:00.000Z')
    const work = { tz: 'UTC', quiet: { from: '09:00', to: '17:00' } }
    expect(from(work, '2026-08-20T12:00:00Z')).toBe('2026-08-20T17:00:00.000Z')
    expect(from(work, '2026-08-20T18:00:00Z')).toBe('2026-08-20T18:00:00.000Z')
  })
})
