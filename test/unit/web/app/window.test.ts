import { describe, expect, it } from 'vitest'
import { addressOf, periods, windowOf } from '../../../../web/app/window.ts'
import { nextQueryOf } from '../../../../web/app/wire/next-query.ts'

const of = (search: string) => windowOf(new URLSearchParams(search))

describe('windowOf', () => {
  it('is today where an address says nothing that makes sense', () => {
    const odd = [
      '',
      'period=hour',
      'period=constructor',
      'start=2026-01-01',
      'start=x&end=y',
      'start=2026-13-01&end=2026-13-02',
    ]
    for (const search of [...odd, 'start=2026-02-02&end=2026-02-01']) expect(of(search)).toEqual({ period: 'day' })
  })

  it('takes dates and moments', () => {
    expect(of('start=2026-01-01&end=2026-01-01')).toEqual({ start: '2026-01-01', end: '2026-01-01' })
    const moments = { start: '2026-08-19T18:30:00.000Z', end: '2026-08-20T18:30:00.000Z' }
    expect(of(new URLSearchParams(moments).toString())).toEqual(moments)
  })

  it('finds again what an address was made of', () => {
    const windows = [...periods.map(({ value }) => ({ period: value })), { start: '2026-01-01', end: '2026-02-01' }]
    for (const window of windows) {
      const given = Object.entries(addressOf(window)).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      )
      expect(windowOf(new URLSearchParams(given))).toEqual(window)
    }
  })
})

describe('nextQueryOf', () => {
  it('reads where the rest is', () => {
    expect(nextQueryOf('</players/zezima/export?format=csv&cursor=a%2Bb>; rel="next"')).toEqual({
      format: 'csv',
      cursor: 'a+b',
    })
    expect(nextQueryOf('</openapi.json>; rel="describedby"')).toBeUndefined()
    expect(nextQueryOf(null)).toBeUndefined()
  })
})
