import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')

  it('links to nothing and shows nothing that is not there', () => {
    const paths = [...text.matchAll(/(?:\]\(|src=")(?!https?:|#)([^)#"]+)/g)].map(([, path]) => path!)
    expect(paths.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([])
  })

  it('is one text, not two that wait to be merged', () => {
    expect(text.match(/^(<{7}|={7}|>{7})( |$)/gm)).toBeNull()
  })
})
