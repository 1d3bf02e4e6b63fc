/*
 * Numbers as people read them. The language is fixed, so that a function and a browser write the same.
 */

const units = [
  { size: 1e9, sign: 'B' },
  { size: 1e6, sign: 'M' },
  { size: 1e3, sign: 'K' },
]

/** What stands for a value that nobody knows. */
export const unknown = 'unknown'

/**
 * A number with its thousands parted and one digit behind the point at most, as in `13,034,431`; with a real minus sign. Null
 * is `unknown`. Not by `Intl`, whose first format takes a slow phone a third of a second.
 */
export const full = (value: number | null): string => {
  if (value === null) return unknown
  const [whole = '', tenth] = Math.abs(value).toFixed(1).split('.')
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${tenth === '0' ? '' : `.${tenth}`}`
  return value < 0 && text !== '0' ? `−${text}` : text
}

/** A gain with its sign, as in `+34,431`, `−12` or `0`. Null is `unknown`. */
export const signed = (value: number | null): string => (value !== null && value > 0 ? `+${full(value)}` : full(value))

/** What is smaller is written in full, and larger numbers in a unit. */
const leastShort = 10_000

/** Without zeros that say nothing. */
const inUnit = (value: number, { size, sign }: (typeof units)[number], digits: number): string => {
  const text = (value / size).toFixed(digits)
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return `${plain.replace('-', '−')}${sign}`
}

/** A number in few letters, as in `34.4K` or `13M`: below 10,000 all of it, above three digits of it. */
export const short = (value: number | null): string => {
  if (value === null) return unknown
  // What would be rounded to 1,000 of a unit is 1 of the next.
  const size = Number(Math.abs(value).toPrecision(3))
  const unit = Math.abs(value) < leastShort ? undefined : units.find((one) => size >= one.size)
  if (!unit) return full(value)
  return inUnit(value, unit, Math.max(0, 2 - Math.floor(Math.log10(size / unit.size))))
}

/**
 * Round numbers, evenly spaced by 1, 2 or 5 times a power of ten, in few letters: all in the unit of the greatest, and no two alike; where more than three
 * digits behind the point would be needed for that, all of each.
 */
export const shortTicks = (values: readonly number[]): string[] => {
  const greatest = Math.max(...values.map(Math.abs), 0)
  const unit = greatest < leastShort ? undefined : units.find(({ size }) => greatest >= size)
  const step = values.length > 1 ? Math.abs(values[1]! - values[0]!) : 1
  const digits = unit ? Math.ceil(Math.log10(unit.size / step) - 1e-9) : 0
  if (!unit || digits > 3) return values.map(full)
  return values.map((value) => (value === 0 ? '0' : inUnit(value, unit, Math.max(0, digits))))
}

/** A gain in few letters with its sign, as in `+34.4K`. */
export const shortSigned = (value: number | null): string =>
  value !== null && value > 0 ? `+${short(value)}` : short(value)
