import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dark, light, page } from '../../../../web/charts/theme.ts'

const css = readFileSync(new URL('../../../../web/app/style/theme.css', import.meta.url), 'utf8')

/** What a block of the style sheet says of a property of its own. */
const said = (block: string, property: string): string | undefined => {
  const from = css.indexOf(block)
  return new RegExp(`${property}: ([^;]+);`).exec(css.slice(from, css.indexOf('}', from)))?.[1]
}

describe('the colours of charts', () => {
  it.each([
    ['light', light, ':root {'],
    ['dark', dark, ':root:not([data-theme="light"])'],
    ['chosen dark', dark, ':root[data-theme="dark"]'],
  ])('are the same in an image and on the page: %s', (_, theme, block) => {
    const flat = (colours: typeof theme): string[] => Object.values(colours).flat()
    const properties = flat(page).map((text) => /^var\((.+)\)$/.exec(text)![1]!)
    expect(flat(theme)).toEqual(properties.map((property) => said(block, property)))
  })
})
