import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Event, Result } from './event.ts'

// Below this a packet is a packet.
const worthwhileBytes = 1_024

// The default, 11, takes 50 times as long as 5 and saves another tenth.
const brotli = (body: string): Buffer =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: 1 } })

const encoders = { br: brotli, gzip: (body: string): Buffer => gzipSync(body) }

type Encoding = keyof typeof encoders

/** How much a client wants an encoding, 0 to 1, by its `Accept-Encoding`. */
const weight = (accepted: string, encoding: string): number => {
  const entries = accepted.split(',').map((entry) => {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    return { name, q: q === undefined ? 1 : Number(q.slice(2)) || 0 }
  })
  return (entries.find(({ name }) => name === encoding) ?? entries.find(({ name }) => name === '*'))?.q ?? 0
}

/** The encoding that a client wants most, brotli where it does not mind; undefined for none. */
const encodingFor = (accepted: string): Encoding | undefined => {
  const [best] = (['br', 'gzip'] as const)
    .map((encoding) => ({ encoding, q: weight(accepted, encoding) }))
    .toSorted((a, b) => b.q - a.q)
  return best && best.q > 0 ? best.encoding : undefined
}

const isWorthwhile = (body: string | undefined): body is string =>
  body !== undefined && Buffer.byteLength(body) >= worthwhileBytes

/** Says of an answer that would be compressed that it depends on `Accept-Encoding`, whatever this client accepts. */
export const negotiated = (result: Result): Result => {
  if (!isWorthwhile(result.body)) return result
  const vary = [result.headers?.vary, 'accept-encoding'].filter((name) => name !== undefined).join(', ')
  return { ...result, headers: { ...result.headers, vary } }
}

/** Compresses an answer of some length as the client wants it. */
export const compressed = (event: Event, result: Result): Result => {
  const { body } = result
  const encoding = isWorthwhile(body) ? encodingFor(event.headers['accept-encoding'] ?? '') : undefined
  if (!encoding) return result
  return {
    ...result,
    headers: { ...result.headers, 'content-encoding': encoding },
    body: encoders[encoding](body!).toString('base64'),
    isBase64Encoded: true,
  }
}
