import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { encodingFor } from '../http/compression.ts'
import { ApiError } from '../http/errors.ts'
import type { Reply } from '../http/reply.ts'
import { fileTypes } from './documents.ts'

/*
 * The page that people look at. The build makes its files, compresses them, and puts them beside the function that serves them.
 */

/** What a browser has to heed that shows the page: all that it loads is of this host, and nothing that is written into it runs. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // A year. Browsers heed it over https alone.
  'strict-transport-security': 'max-age=31536000',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

/** A file as a client accepts it, compressed unless it takes nothing that is. */
const packedReply = (name: string, type: string, accepted: string | undefined): Reply => {
  const headers = { vary: 'accept-encoding' }
  const encoding = encodingFor(accepted ?? '')
  const bytes = readFileSync(join(__dirname, `${name}.${encoding === 'br' ? 'br' : 'gz'}`))
  if (encoding) return { packed: { type, encoding, bytes }, headers }
  return { text: { type, body: gunzipSync(bytes).toString('utf8') }, headers }
}

/** The page itself, which is the same at each of its paths. */
export const pageReply = (accepted: string | undefined): Reply => {
  const { headers, ...reply } = packedReply('index.html', 'text/html', accepted)
  return { ...reply, headers: { ...headers, ...pageHeaders } }
}

/** A file that the page loads. Throws `not_found` when there is none of this name. */
export const assetReply = (name: string, accepted: string | undefined): Reply => {
  const type = fileTypes[/^\w+-[0-9A-Z]{8}\.(\w+)$/.exec(name)?.[1] ?? '']
  if (!type || !existsSync(join(__dirname, `${name}.gz`)))
    throw new ApiError('not_found', 'There is nothing at this path.')
  return packedReply(name, type, accepted)
}
