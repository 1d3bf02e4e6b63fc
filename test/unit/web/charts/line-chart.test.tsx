import fc from 'fast-check'
import { renderToStaticMarkup } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { type Line, lineLayout } from '../../../../web/charts/layout.ts'
import { LineChart } from '../../../../web/charts/line-chart.tsx'
import { keptApart } from '../../../../web/charts/line-ends.tsx'
import type { Span } from '../../../../web/charts/points.ts'
import { light } from '../../../../web/charts/theme.ts'
import { unknownSpans } from '../../../../web/charts/unknown-spans.tsx'
import { cornersOf, dayMs, newYear, points, seams, spans } from './draws.ts'

const size = { width: 360, height: 200 }

const drawing = (lines: Line[], span: Span, mark?: number): string =>
  renderToStaticMarkup(
    <LineChart id="c" title="Runecraft" lines={lines} span={span} tz="UTC" theme={light} {...size} mark={mark} />,
  )

const week: Span = { start: newYear, end: newYear + 7 * dayMs }

/** A point a day from New Year on. */
const daily = (...values: (number | null)[]) => values.map((value, day) => ({ at: newYear + day * dayMs, value }))

describe('LineChart', () => {
  it('draws every corner and dot within its plot', () => {
    fc.assert(
      fc.property(points, seams, spans, (drawn, marks, span) => {
        const lines = [{ name: 'Runecraft', points: drawn, seams: marks }]
        const { plot } = lineLayout({ ...size, lines, span, tz: 'UTC' })
        for (const { x, y } of cornersOf(drawing(lines, span, span.start))) {
          expect(x).toBeGreaterThanOrEqual(plot.left - 0.1)
          expect(x).toBeLessThanOrEqual(plot.right + 0.1)
          expect(y).toBeGreaterThanOrEqual(plot.top - 0.1)
          expect(y).toBeLessThanOrEqual(plot.bottom + 0.1)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('draws nothing that is not a number', () => {
    fc.assert(
      fc.property(points, seams, spans, (drawn, marks, span) => {
        expect(drawing([{ name: 'Runecraft', points: drawn, seams: marks }], span)).not.toMatch(
          /NaN|Infinity|undefined/,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('breaks its line where a value is unknown', () => {
    const markup = drawing([{ name: 'Zulrah', points: daily(1, 2, null, 3, 4) }], week)
    expect(markup.match(/fill="none" stroke/g)).toHaveLength(2)
  })

  it('draws a value that stands alone as a dot', () => {
    const markup = drawing([{ name: 'Zulrah', points: daily(null, 2, null) }], week)
    expect(markup).toContain('<circle')
    expect(markup).not.toContain('<path')
  })

  it('marks a seam at its moment, breaks there and says why', () => {
    const lines: Line[] = [
      { name: 'Zulrah', points: daily(1, 2, 1, 2), seams: [{ at: newYear + 2 * dayMs, kind: 'rollback' }] },
    ]
    const markup = drawing(lines, week)
    const { plot } = lineLayout({ ...size, lines, span: week, tz: 'UTC' })
    expect(markup).toContain(`x1="${plot.x(newYear + 2 * dayMs)}"`)
    expect(markup).toContain('<title>3 Jan 2026: Rollback, values fell and stayed</title>')
    expect(markup.match(/fill="none" stroke/g)).toHaveLength(2)
  })

  it('tells in words what it shows', () => {
    const markup = drawing(
      [{ name: 'Zulrah', points: daily(1, null, 7, 3), seams: [{ at: newYear + 3 * dayMs, kind: 'corrected' }] }],
      week,
    )
    expect(markup).toContain(
      'Zulrah: 1 on 1 Jan 2026, 00:00, 3 on 4 Jan 2026, 00:00; gained +6. In between it is unknown at times. Corrected on 4 Jan 2026: an admin said that states do not continue here.',
    )
    expect(drawing([{ name: 'Zulrah', points: [] }], week)).toContain('Zulrah: unknown from 1 Jan 2026 to 8 Jan 2026.')
  })

  it('names its title and its words to whoever does not see it', () => {
    const markup = drawing([{ name: 'Zulrah', points: daily(1, 2) }], week)
    expect(markup).toContain('role="img" aria-labelledby="c-title c-desc"')
    expect(markup).toContain('<title id="c-title">Runecraft</title><desc id="c-desc">')
  })

  it('escapes names', () => {
    const markup = drawing([{ name: '<b>constructor', points: daily(1, 2) }], week)
    expect(markup).not.toContain('<b>')
  })

  it('stays small with ten thousand points', () => {
    const many = Array.from({ length: 10_000 }, (_, place) => ({
      at: newYear + place * 60_000,
      value: 1_000_000 + ((place * 7919) % 50_000),
    }))
    expect(drawing([{ name: 'Attack', points: many }], week).length).toBeLessThan(60_000)
  })

  it('tells compared lines apart by more than their colours', () => {
    const lines = ['Zezima', 'Lynx Titan', 'B0aty', 'Settled', 'a q p'].map((name) => ({ name, points: daily(1, 2) }))
    const looks = [...drawing(lines, week).matchAll(/<path [^>]*>/g)].map(
      ([path]) => /stroke-dasharray="[^"]*"/.exec(path)?.[0],
    )
    expect(new Set(looks).size).toBe(5)
  })
})

describe('unknownSpans', () => {
  it('reach from the last known point to the next, and from the start to the first', () => {
    const day = (count: number): number => newYear + count * dayMs
    expect(unknownSpans(daily(null, 1, null, 2).slice(1), week)).toEqual([
      { start: day(0), end: day(1) },
      { start: day(2), end: day(3) },
    ])
    expect(unknownSpans([], week)).toEqual([week])
  })
})

describe('keptApart', () => {
  it('keeps words apart and within the plot', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 5 }), (heights) => {
        const moved = keptApart(heights, 200).sort((a, b) => a - b)
        expect(moved.at(-1)).toBeLessThanOrEqual(200)
        for (let place = 1; place < moved.length; place++) {
          expect(moved[place]! - moved[place - 1]!).toBeGreaterThanOrEqual(15)
        }
      }),
    )
  })
})
