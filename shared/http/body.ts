import { ApiError } from './errors.ts'
import type { Event } from './event.ts'
import { invalid } from './parse.ts'

/** The largest request body that is read at all, in bytes. No request of this API needs a tenth of it. */
export const maxBodyBytes = 64 * 1024

const json = /^application\/(?:[\w.-]+\+)?json$/i
const otherCharset = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(?:;|$))/i

/**
 * Whether a body of this `Content-Type` is JSON in UTF-8. One of no declared type is taken for it, since nothing else is
 * understood here; a form, which is what `curl -d` declares, is not.
 */
const isJson = (contentType: string | undefined): boolean => {
  if (contentType === undefined) return true
  return json.test(contentType.split(';')[0]!.trim()) && !otherCharset.test(contentType)
}

/**
 * The JSON body of a request; undefined when there is none. Throws `payload_too_large` before it decodes anything,
 * `unsupported_media_type`, also for one that is compressed (what is small needs it not, and what grows is a bomb), and `validation_failed` for what is no JSON.
 */
export const jsonBody = ({ body, isBase64Encoded, headers }: Event): unknown => {
  if (body === undefined || body === '') return undefined
  const bytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes > maxBodyBytes) throw new ApiError('payload_too_large', `A request body has at most ${maxBodyBytes} bytes.`)
  if (!isJson(headers['content-type'])) {
    throw new ApiError('unsupported_media_type', 'A request body is JSON: content-type: application/json.')
  }
  // An empty list of encodings is none, and so is `identity`.
  if (!/^[\s,]*(?:identity[\s,]*)*$/i.test(headers['content-encoding'] ?? '')) {
    throw new ApiError('unsupported_media_type', 'A request body is sent as it is, without a content-encoding.', {
      // What would be taken (RFC 9110, section 12.5.3).
      headers: { 'accept-encoding': 'identity' },
    })
  }
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body)
  } catch {
    throw invalid({ path: '', message: 'The body is not valid JSON.' })
  }
}
