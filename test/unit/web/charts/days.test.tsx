import fc from 'fast-check'
import { renderToStaticMarkup } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { DayBars } from '../../../../web/charts/day-bars.tsx'
import {
  bestOf,
  type DayGain,
  dateOf,
  everyDay,
  midnightOf,
  quartersOf,
  stepOf,
  sumOf,
} from '../../../../web/charts/days.ts'
import { cellOf, dateAtCell, heatLayout } from '../../../../web/charts/heat-layout.ts'
import { looksOf } from '../../../../web/charts/heat-legend.tsx'
import { HeatMap } from '../../../../web/charts/heat-map.tsx'
import { light } from '../../../../web/charts/theme.ts'
import { cornersOf, dayMs } from './draws.ts'

const gained = (...gains: (number | null)[]): DayGain[] =>
  gains.map((gain, day) => ({ date: dateOf(Date.UTC(2026, 1, 27) + day * dayMs), gained: gain }))

const years = fc.integer({ min: 2013, max: 2040 })
const widths = fc.integer({ min: 280, max: 1_200 })

describe('everyDay', () => {
  it('counts what nothing is told of as unknown', () => {
    const days = [{ date: '2026-02-28', gained: 5 }]
    expect(
      everyDay(days, Date.UTC(2026, 1, 27), Date.UTC(2026, 2, 1)).map(({ date, gained: gain }) => [date, gain]),
    ).toEqual([
      ['2026-02-27', null],
      ['2026-02-28', 5],
      ['2026-03-01', null],
    ])
  })
})

describe('sumOf and bestOf', () => {
  it('leave out what is unknown, and are unknown themselves without anything', () => {
    expect(sumOf(gained(null, 5, -2))).toBe(3)
    expect(sumOf(gained(null))).toBeNull()
    expect(bestOf(gained(3, 5, 5))?.date).toBe('2026-02-28')
    expect(bestOf(gained(0, null))).toBeUndefined()
  })
})

describe('the steps of a heat map', () => {
  it('grow with the gain, and nothing is none of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 1_000_000 }), { minLength: 1 }), (gains) => {
        const quarters = quartersOf(gained(...gains))
        const sorted = [...gains].sort((a, b) => a - b)
        const steps = sorted.map((gain) => stepOf(gain, quarters))
        expect(steps).toEqual([...steps].sort())
        expect(sorted.every((gain, place) => gain > 0 === steps[place]! > 0)).toBe(true)
      }),
    )
  })

  it('are told with what each begins at, without those that no day has', () => {
    expect(looksOf(gained(null, 0, 10, 20, 30, 40)).map(({ words }) => words)).toEqual([
      'unknown',
      'nothing',
      'from 10',
      'from 20',
      'from 30',
      'from 40',
    ])
    expect(looksOf(gained(7, 7)).map(({ words }) => words)).toEqual(['unknown', 'nothing', 'from 7'])
  })
})

describe('heatLayout', () => {
  it('gives each day of a year a cell of its own within the drawing, where it is found again', () => {
    fc.assert(
      fc.property(years, widths, (year, width) => {
        const layout = heatLayout(year, width)
        const taken = new Set<string>()
        for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += dayMs) {
          const { x, y } = cellOf(layout, day)!
          taken.add(`${x} ${y}`)
          expect(x >= layout.left && x + layout.pitch <= width + 0.01 && y + layout.pitch <= layout.height).toBe(true)
          expect(dateAtCell(layout, x + layout.pitch / 2, y + layout.pitch / 2)).toBe(dateOf(day))
        }
        expect(taken.size).toBe(new Date(year, 1, 29).getMonth() === 1 ? 366 : 365)
      }),
      { numRuns: 25 },
    )
  })

  it('has nothing beside the days', () => {
    const layout = heatLayout(2026, 328)
    expect(dateAtCell(layout, 0, 40)).toBeUndefined()
    expect(dateAtCell(layout, layout.left + 1, 0)).toBeUndefined()
    expect(cellOf(layout, midnightOf('2025-12-31'))).toBeUndefined()
    // 2026 begins on a Thursday.
    expect(dateAtCell(layout, layout.left + 1, layout.blocks[0]!.top + 1)).toBeUndefined()
  })
})

describe('HeatMap', () => {
  const markup = renderToStaticMarkup(
    <HeatMap id="h" title="2026" year={2026} days={gained(1, 0, null)} today="2026-03-02" theme={light} width={720} />,
  )

  it('fills what is known, rings what is not, and leaves out what is to come', () => {
    // Each day is a part of the path of its look.
    const daysIn = (look: string): number =>
      (new RegExp(`<path d="([^"]*)" ${look}`).exec(markup)?.[1] ?? '').split('M').length - 1
    expect(light.steps.map((colour) => daysIn(`fill="${colour}"`))).toEqual([1, 0, 0, 0, 1])
    expect(daysIn(`fill="none" stroke="${light.muted}"`)).toBe(59)
    expect(daysIn(`fill="none" stroke="${light.grid}"`)).toBe(365 - 2 - 59)
  })

  it('tells in words what it shows', () => {
    expect(markup).toContain('1 Jan 2026 to 2 Mar 2026: +1. Best day: 27 Feb 2026 with 1. 59 of 61 days are unknown.')
  })
})

describe('DayBars', () => {
  const bars = (days: DayGain[]): string =>
    renderToStaticMarkup(<DayBars id="d" title="Days" days={days} theme={light} width={328} height={140} />)

  it('tells nothing, unknown and a fall apart', () => {
    const markup = bars(gained(0, null, 5, -3))
    expect(markup.match(/<rect[^>]*height="0"/g)).toHaveLength(1)
    expect(markup.match(/<circle/g)).toHaveLength(1)
    expect(markup.match(new RegExp(`<rect[^>]*fill="${light.seam}"`, 'g'))).toHaveLength(1)
  })

  it('stays within its drawing, however many days there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -1e6, max: 1e7 }), { nil: null }), { maxLength: 400 }),
        (gains) => {
          const markup = bars(gained(...gains))
          expect(markup).not.toMatch(/NaN|Infinity|="-/)
          expect(cornersOf(markup).every(({ x, y }) => x <= 328 && y <= 140)).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })
})
