import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pageFiles } from '../../../lib/page.ts'

describe('pageFiles', () => {
  const files = pageFiles()
  const { 'index.html': index = '', ...assets } = files

  /** What a browser loads at once. */
  const first = [...index.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name!)
  const compressed = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + gzipSync(files[name]!).length, 0)
  /** The scripts that one cannot do without, and those that it loads later. */
  const importsOf = (name: string) => ({
    now: [...assets[name]!.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, other]) => other!),
    later: [...assets[name]!.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, other]) => other!),
  })

  it('makes an index that names a script and a style sheet by their content, and nothing from elsewhere', () => {
    expect(Object.keys(assets).every((name) => /^\w+-[0-9A-Z]{8}\.(js|css)$/.test(name))).toBe(true)
    const named = [...index.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
    const loaded = named.filter((url) => !url.startsWith('data:') && url !== '/docs')
    expect(loaded).toEqual(first.map((name) => `/assets/${name}`))
    expect(first.map((name) => name.split('.')[1]).toSorted()).toEqual(['css', 'js'])
    expect(first.every((name) => name in assets)).toBe(true)
  })

  it('makes one script of all that is needed at first, on which the others stand', () => {
    const script = first.find((name) => name.endsWith('.js'))!
    expect(importsOf(script).now).toEqual([])
    expect(
      importsOf(script)
        .later.map((name) => name.split('-')[0])
        .toSorted(),
    ).toEqual(['figures', 'manage'])
    for (const name of importsOf(script).later) expect(importsOf(name).now).toContain(script)
  })

  it('makes every file that another one names, and no other', () => {
    const scripts = Object.keys(assets).filter((name) => name.endsWith('.js'))
    const named = scripts.flatMap((name) => [...importsOf(name).now, ...importsOf(name).later])
    expect([...new Set([...first, ...named])].toSorted()).toEqual(Object.keys(assets).toSorted())
  })

  it('has no script and no style within the index, which its policy would refuse', () => {
    expect(index).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/)
  })

  it('makes the same files of the same sources', () => {
    expect(pageFiles()).toEqual(files)
  })

  it('is below 35 KB compressed at first, and below 65 KB when all of it has come', () => {
    expect(compressed(['index.html', ...first])).toBeLessThan(35_000)
    expect(compressed(Object.keys(files))).toBeLessThan(65_000)
  })
})
