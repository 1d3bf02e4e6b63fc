import * as z from 'zod/mini'

/** Bytes, as they come from the table. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/**
 * Unsigned integers up to 2^53 in groups of seven bits, the lowest first, the high bit meaning "more follows".
 * Divides instead of shifting, because JavaScript shifts 32 bits and experience has long outgrown those.
 */
export const encodeVarints = (values: Iterable<number>): Uint8Array => {
  const bytes: number[] = []
  for (let value of values) {
    while (value >= 0x80) {
      bytes.push((value % 0x80) + 0x80)
      value = Math.floor(value / 0x80)
    }
    bytes.push(value)
  }
  return new Uint8Array(bytes)
}

/** Reads back what `encodeVarints` wrote. Throws on bytes that end within a number. */
export const decodeVarints = (bytes: Uint8Array): number[] => {
  const values: number[] = []
  let value = 0
  let scale = 1
  for (const byte of bytes) {
    value += (byte % 0x80) * scale
    if (byte >= 0x80) {
      scale *= 0x80
    } else {
      values.push(value)
      value = 0
      scale = 1
    }
  }
  if (scale !== 1) throw new Error('a stored snapshot ends within a number')
  return values
}
