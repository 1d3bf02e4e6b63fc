/*
 * How many bytes DynamoDB counts for an item, by its documentation ("DynamoDB item sizes and formats"): names and texts
 * in UTF-8, numbers by their digits, 3 bytes and one per entry for a map.
 */

/**
 * A number takes a byte per two significant digits, one more, and one for a minus. The two are a pair counted from the decimal
 * point, so that 120 takes a byte more than 12: what the documentation calls approximate, and DynamoDB Local counts.
 */
const numberSize = (value: number): number => {
  const [whole = '', fraction = ''] = String(Math.abs(value)).split('.')
  const pairs = [whole.length % 2 === 1 ? `0${whole}` : whole, fraction.length % 2 === 1 ? `${fraction}0` : fraction]
  const digits = pairs.join('').replace(/^(?:00)+/, '')
  const trimmed = digits.length - (/(?:00)*$/.exec(digits)?.[0].length ?? 0)
  return trimmed / 2 + 1 + (value < 0 ? 1 : 0)
}

const entriesSize = (map: object, perEntry: number): number =>
  Object.entries(map).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : Buffer.byteLength(name) + sizeOf(value) + perEntry),
    0,
  )

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return numberSize(value)
  if (value === null || typeof value === 'boolean') return 1
  if (value instanceof Uint8Array) return value.byteLength
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + sizeOf(each) + 1, 3)
  return 3 + entriesSize(value as object, 1)
}

/** The bytes of an item. */
export const itemSize = (item: object): number => entriesSize(item, 0)
