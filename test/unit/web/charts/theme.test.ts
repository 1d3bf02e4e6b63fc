import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dark, light, page } from '../../../../web/charts/theme.ts'

const css = readFileSync(new URL('../../../../web/app/style/theme.css', import.meta.url), 'utf8')

/** What the style sheet says of a property, in light and in dark. */
const said = (property: string): [light: string, dark: string] => {
  const [, ofLight, ofDark] = new RegExp(`${property}: light-dark\\(([^,]+), ([^,]+)\\);`).exec(css)!
  return [ofLight!, ofDark!]
}

describe('the colours of charts', () => {
  it.each([
    ['light', light, 0],
    ['dark', dark, 1],
  ] as const)('are the same in an image and on the page: %s', (_, theme, place) => {
    const flat = (colours: typeof theme): string[] => Object.values(colours).flat()
    const properties = flat(page).map((text) => /^var\((.+)\)$/.exec(text)![1]!)
    expect(flat(theme)).toEqual(properties.map((property) => said(property)[place]))
  })

  it.each(['light', 'dark'])('are %s where that was chosen', (theme) => {
    expect(css).toContain(`:root[data-theme="${theme}"] {\n  color-scheme: ${theme};\n}`)
  })
})
