import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '../http/reply.ts'

/** The documents that show the contract. The build makes them, and puts them beside the function that serves them. */
export const documents = {
  'openapi.json': 'application/json',
  'docs.html': 'text/html',
} as const

// The page brings its style along and needs nothing else, least of all a script.
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A document as it is sent. */
export const documentReply = (name: keyof typeof documents): Reply => ({
  text: { type: documents[name], body: readFileSync(join(__dirname, name), 'utf8') },
  headers: { 'content-security-policy': policy },
})
