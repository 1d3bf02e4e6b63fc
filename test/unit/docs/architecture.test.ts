import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const at = (path: string): URL => new URL(path, new URL('../../../docs/', import.meta.url))
const page = readFileSync(at('architecture.md'), 'utf8')

/** What the page names, as `[words](path)`; a function or class is named in code. */
const links = [...page.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, words, path]) => ({ words: words!, path: path! }))
const named = links.filter(({ words }) => words.startsWith('`'))

const folders = (parent: string): string[] =>
  readdirSync(at(`../${parent}`), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? `../${parent}/${entry.name}` : [],
  )

describe('docs/architecture.md', () => {
  it('names only files and folders that exist', () => {
    expect(links.filter(({ path }) => !existsSync(at(path)))).toEqual([])
  })

  it('names functions and classes where they are defined', () => {
    expect(named.length).toBeGreaterThan(40)
    const defines = ({ words, path }: (typeof named)[number]): boolean =>
      new RegExp(`^(export )?(const|class|(async )?function\\*?) ${words.replaceAll('`', '')}\\b`, 'm').test(
        readFileSync(at(path), 'utf8'),
      )
    expect(named.filter((link) => !defines(link))).toEqual([])
  })

  it('shows every room of shared/, lib/ and web/', () => {
    const shown = links.map(({ path }) => path)
    for (const room of [...folders('shared'), ...folders('lib'), ...folders('lib/local'), ...folders('web')])
      expect(shown).toContain(room)
  })
})
