import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '../http/errors.ts'
import type { Reply } from '../http/reply.ts'

/** The documents that show the contract. The build makes them, and puts them beside the function that serves them. */
export const documents = {
  'openapi.json': 'application/json',
  'docs.html': 'text/html',
} as const

// Whatever the page loads, and whatever is tried on it, is of this host; nothing that is written into it runs.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A document as it is sent. */
export const documentReply = (name: keyof typeof documents): Reply => ({
  text: { type: documents[name], body: readFileSync(join(__dirname, name), 'utf8') },
  headers: { 'content-security-policy': policy },
})

/** What a browser takes a file for, by the end of its name. */
export const fileTypes: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' }

/** A file that the page loads. Throws `not_found` when there is none of this name. */
export const pageFileReply = (name: string): Reply => {
  const type = fileTypes[/^page-\w+\.(\w+)$/.exec(name)?.[1] ?? '']
  const file = join(__dirname, `${name}.gz`)
  if (!type || !existsSync(file)) throw new ApiError('not_found', 'There is nothing at this path.')
  return { packed: { type, encoding: 'gzip', bytes: readFileSync(file) } }
}
