import { describe, expect, it } from 'vitest'
import { boardAddressOf, boardQueryOf } from '../../../../web/app/screens/board/board-query.ts'
import { standings, tickedIn, toggled } from '../../../../web/app/screens/board/standings.ts'

const of = (search: string) => boardQueryOf(new URLSearchParams(search))

describe('boardQueryOf', () => {
  it('is overall experience gained this week of who is active, unless an address says otherwise', () => {
    expect(of('')).toEqual({ metric: 'overall', period: 'week', mode: undefined, isAll: false })
    expect(of('period=never&mode=constructor')).toEqual(of(''))
    expect(of('metric=zulrah&period=value&mode=ironman&active=all')).toEqual({
      metric: 'zulrah',
      period: undefined,
      mode: 'ironman',
      isAll: true,
    })
  })

  it('finds again what an address was made of', () => {
    for (const search of ['', 'metric=zulrah&period=value&mode=ironman&active=all', 'period=all']) {
      const given = Object.entries(boardAddressOf(of(search))).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      )
      expect(boardQueryOf(new URLSearchParams(given))).toEqual(of(search))
    }
  })
})

describe('standings', () => {
  const about = { rank: 1, username: 'Zezima', mode: 'regular' as const }

  it('are by gain or by value', () => {
    const from = { fetchedAt: '2026-08-16T23:41:42.000Z' }
    const to = { fetchedAt: '2026-08-20T18:11:42.000Z' }
    const [byGain, byValue] = standings({
      entries: [
        { ...about, gained: 5, start: 10, end: 15, from, to },
        { ...about, value: 15, level: 1, fetchedAt: to.fetchedAt },
      ],
    })
    expect(byGain).toMatchObject({ gained: 5, start: 10, value: 15, from: from.fetchedAt, to: to.fetchedAt })
    expect(byValue).toMatchObject({ gained: undefined, value: 15, level: 1, to: to.fetchedAt })
  })
})

describe('ticks', () => {
  it('are up to five different names', () => {
    expect(tickedIn(new URLSearchParams('compare=a,b,a,,c,d,e,f'))).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
    expect(toggled(['a', 'b', 'c', 'd', 'e'], 'f')).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
