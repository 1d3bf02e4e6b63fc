import { addAbortSignal, type Duplex, pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'

/** An answer's body as far as it was read; `complete` is false when there was more of it than wanted. */
export interface Body {
  text: string
  complete: boolean
}

/** Inflates what servers call `deflate`: deflated data in the format zlib, as it should be, or bare. */
async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done) return
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  // Only zlib's first byte has the method's number, 8, in its lower half.
  const inflate = first.value[0]! % 16 === 8 ? createInflate() : createInflateRaw()
  yield* pipeline(whole, inflate, () => {})
}

const decoders = new Map<string, () => Duplex | typeof inflated>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', () => inflated],
  ['br', createBrotliDecompress],
])

// Each decoder takes memory before anything comes, and an honest answer needs one.
const mostEncodings = 3

/**
 * The body of a response as it was before it was compressed, which it may be although nobody asked for it; undefined for an
 * encoding that is not known here. A decoder keeps no more than some chunks at a time, whatever comes out of it in all, and
 * ends with the signal also when nothing comes out.
 */
export const decoded = (
  response: Readable,
  contentEncoding: string | undefined,
  signal: AbortSignal,
): Readable | undefined => {
  const names = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase())
  // In the order in which they were applied.
  const encodings = names.filter((name) => name !== '' && name !== 'identity').toReversed()
  const found = encodings.flatMap((name) => decoders.get(name) ?? [])
  if (found.length < encodings.length || found.length > mostEncodings) return undefined
  if (found.length === 0) return response
  const stages = found.map((create) => create())
  // What breaks one of them breaks the last, where it is seen.
  const last = pipeline([response, ...stages] as [Readable, Duplex], () => {}) as unknown as Readable
  return addAbortSignal(signal, last)
}

/** Reads a body as UTF-8 and gives up after `maxBytes`, so that no answer can fill the memory. Throws when it breaks off. */
export const readBody = async (response: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Body> => {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // Leaving the loop ends the stream, and with it the transfer.
  for await (const chunk of response) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return { text, complete: false }
    text += decoder.decode(chunk, { stream: true })
  }
  return { text: text + decoder.decode(), complete: true }
}
