import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { documents } from '../shared/api/documents.ts'
import { openApi } from '../shared/api/openapi.ts'

const own = (file: string): string => readFileSync(new URL(`../web/docs/${file}`, import.meta.url), 'utf8')

const packaged = (url: string): string => readFileSync(fileURLToPath(url), 'utf8')

/** A name that changes with the content, so that caches may keep it for ever. */
const hashed = (name: string, text: string): string =>
  name.replace('.', `-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.`)

/**
 * The documents of the contract and what the page among them loads, by the names under which their function finds them.
 * What is large is compressed here, once.
 */
export const documentFiles = (): Record<string, string | Buffer> => {
  const parts = {
    'page.js': `${packaged(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'))}\n${own('page.js')}`,
    'page.css': `${packaged(import.meta.resolve('swagger-ui-dist/swagger-ui.css'))}\n${own('page.css')}`,
  }
  const named = Object.entries(parts).map(([name, text]) => ({ name, text, file: hashed(name, text) }))
  const page = named.reduce((html, { name, file }) => html.replace(name, file), own('page.html'))
  const texts: Record<keyof typeof documents, string> = { 'openapi.json': JSON.stringify(openApi()), 'docs.html': page }
  return {
    ...texts,
    ...Object.fromEntries(named.map(({ file, text }) => [`${file}.gz`, gzipSync(text, { level: 9 })])),
  }
}
