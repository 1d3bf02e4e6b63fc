import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pageFiles } from '../../../lib/page.ts'

describe('pageFiles', () => {
  const files = pageFiles()
  const { 'index.html': index = '', ...assets } = files

  it('makes an index that names a script and a style sheet by their content, and nothing from elsewhere', () => {
    expect(Object.keys(assets).every((name) => /^app-[0-9a-f]{12}\.(js|css)$/.test(name))).toBe(true)
    const named = [...index.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
    const loaded = named.filter((url) => !url.startsWith('data:') && url !== '/docs')
    expect(loaded.toSorted()).toEqual(
      Object.keys(assets)
        .map((name) => `/assets/${name}`)
        .toSorted(),
    )
  })

  it('has no script and no style within the index, which its policy would refuse', () => {
    expect(index).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/)
  })

  it('makes the same files of the same sources', () => {
    expect(pageFiles()).toEqual(files)
  })

  it('is below 60 KB compressed', () => {
    const bytes = Object.values(files).reduce((sum, content) => sum + gzipSync(content).length, 0)
    expect(bytes).toBeLessThan(60_000)
  })
})
