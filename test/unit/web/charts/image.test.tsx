import { renderToStaticMarkup } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { chartImage } from '../../../../web/charts/image.tsx'
import { SeriesTable } from '../../../../web/charts/series-table.tsx'
import { Sparkline } from '../../../../web/charts/sparkline.tsx'
import { light } from '../../../../web/charts/theme.ts'
import { dayMs, newYear } from './draws.ts'

const points = [10, 20, null, 40].map((value, day) => ({ at: newYear + day * dayMs, value }))
const asked = { username: 'Zezima', metric: 'Zulrah', points, seams: [], theme: 'light' as const }

describe('chartImage', () => {
  it('says whose it is, the value and when it was, what was gained, and over which days', () => {
    const markup = renderToStaticMarkup(chartImage(asked))
    for (const words of ['Zezima: Zulrah', '>40<', '+30 gained', '1 – 4 Jan 2026, as of 4 Jan 2026, 00:00 UTC']) {
      expect(markup).toContain(words)
    }
  })

  it('shows so many days until now', () => {
    const markup = renderToStaticMarkup(chartImage({ ...asked, days: 3, now: newYear + 4 * dayMs }))
    expect(markup).toContain('2 – 5 Jan 2026')
    expect(markup).toContain('+20 gained')
  })

  it('says that nothing is known yet', () => {
    const markup = renderToStaticMarkup(chartImage({ ...asked, points: [], days: 30, now: newYear }))
    expect(markup).toContain('nothing is known yet')
    expect(markup).toContain('gain unknown')
    expect(markup).not.toMatch(/NaN|Infinity/)
  })

  it('is a drawing by itself: it names what it is written in and needs no style', () => {
    const markup = renderToStaticMarkup(chartImage(asked))
    expect(markup.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true)
    expect(markup).not.toMatch(/style=|class=|var\(|url\(/)
  })

  it('escapes names, and shortens long ones', () => {
    const markup = renderToStaticMarkup(chartImage({ ...asked, username: '<b>&"', metric: 'x'.repeat(100) }))
    expect(markup).not.toContain('<b>')
    expect(markup).toContain('…</text>')
  })
})

describe('SeriesTable', () => {
  it('has the newest first, says unknown, and keeps where a life begins however few rows there are', () => {
    const seams = [{ at: newYear + 1.5 * dayMs, kind: 'rollback' as const }]
    const markup = renderToStaticMarkup(
      <SeriesTable caption="Zulrah" value="Kills" points={points} seams={seams} tz="UTC" rows={2} />,
    )
    const rows = [...markup.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td>/g)].map(([, when, value]) => [
      when,
      value,
    ])
    expect(rows).toEqual([
      ['4 Jan 2026, 00:00', '40'],
      ['3 Jan 2026, 00:00<em> Rollback</em>', 'unknown'],
      ['1 Jan 2026, 00:00', '10'],
    ])
  })
})

describe('Sparkline', () => {
  const spark = (values: (number | null)[]): string =>
    renderToStaticMarkup(
      <Sparkline
        label="Experience of 30 days"
        points={values.map((value, day) => ({ at: newYear + day * dayMs, value }))}
        theme={light}
        width={120}
        height={28}
      />,
    )

  it('is named, has a gap where a value is unknown, and a dot at its end', () => {
    const markup = spark([1, 2, null, 3, 4])
    expect(markup).toContain('role="img" aria-label="Experience of 30 days"')
    expect(markup.match(/<path/g)).toHaveLength(2)
    expect(markup.match(/r="2.5"/g)).toHaveLength(1)
  })

  it('lies flat at the bottom when nothing was gained, and is empty when nothing is known', () => {
    expect(spark([5, 5])).toContain('d="M3,25L117,25"')
    expect(spark([null])).not.toMatch(/<path|<circle/)
  })
})
