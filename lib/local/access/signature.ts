import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What a client of the stores signs its requests with. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
}

/** A key of this run that nobody can guess. */
export const makeCredentials = (): Credentials => ({
  // As AWS names those of a role.
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
})

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

const signingKeys = new Map<string, Buffer>()

/** The key of a day, which is the same for all its requests. */
const signingKey = (secret: string, scope: string): Buffer => {
  const known = signingKeys.get(secret + scope)
  if (known) return known
  const made = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer
  signingKeys.set(secret + scope, made)
  return made
}

// What says what is to be done, where it is there.
const meaningful = ['x-amz-target', 'x-amz-invocation-type']

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

/** A path as it is signed, which is written once more as it stands in an address. */
const canonicalPath = (url: string): string => url.split('/').map(encodeURIComponent).join('/')

/**
 * Whose key a request without a query is signed with by AWS's Signature Version 4; undefined where it is signed by none of those that
 * `secretOf` knows, or not rightly, or its body, host or target is another than was signed.
 */
export const signedBy = (
  { method = '', url = '/', headers }: IncomingMessage,
  body: Buffer,
  secretOf: (accessKeyId: string) => string | undefined,
): string | undefined => {
  const [, accessKeyId = '', scope = '', names = '', signature = ''] = form.exec(headers.authorization ?? '') ?? []
  const secret = secretOf(accessKeyId)
  const signed = names.split(';')
  const needed = ['host', 'x-amz-date', ...Object.keys(headers).filter((name) => meaningful.includes(name))]
  if (secret === undefined || url.includes('?') || !needed.every((name) => signed.includes(name))) return undefined
  const canonical = [
    method,
    canonicalPath(url),
    '',
    ...signed.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replaceAll(/\s+/g, ' ')}`,
    ),
    '',
    names,
    sha256(body),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const expected = hmac(signingKey(secret, scope), toSign)
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? accessKeyId : undefined
}
