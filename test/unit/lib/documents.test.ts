import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { documentFiles } from '../../../lib/documents.ts'

const files = documentFiles()
const page = String(files['docs.html'])

describe('the documentation page', () => {
  const loaded = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target!)

  it('names nothing of another host, and loads what is there, under names that change with the content', () => {
    const own = loaded.filter((target) => target.startsWith('docs/'))
    expect(loaded.filter((target) => !own.includes(target))).toEqual(['data:,', 'openapi.json'])
    expect(own).toEqual([
      expect.stringMatching(/^docs\/page-\w{12}\.css$/),
      expect.stringMatching(/^docs\/page-\w{12}\.js$/),
    ])
    expect(Object.keys(files).sort()).toEqual(
      ['docs.html', 'openapi.json', ...own.map((path) => `${path.slice('docs/'.length)}.gz`)].sort(),
    )
    expect(page).not.toMatch(/https?:|\/\/\w/)
  })

  it('has no script and no style of its own in it', () => {
    expect(page).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=|\sstyle=/)
  })

  it('loads no style, font or picture from its style', () => {
    const [name] = Object.keys(files).filter((file) => file.endsWith('.css.gz'))
    const style = gunzipSync(files[name!]!).toString()
    expect(style).not.toContain('@import')
    const schemes = [...style.matchAll(/url\(["']?(.{5})/g)].map(([, scheme]) => scheme)
    expect([...new Set(schemes)]).toEqual(['data:'])
  })
})
