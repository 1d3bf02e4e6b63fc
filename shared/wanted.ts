import type * as z from 'zod/mini'

/* What a schema takes, in words that stand before `is wanted`. */

/** By the type of a schema, or the format of its text. */
const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  url: 'a URL',
}

interface Bound {
  value: unknown
  /** Of numbers: the bound itself is allowed too. */
  inclusive?: boolean | undefined
}

/** What a number, or a size, is to lie between. */
interface Bounds {
  low?: Bound
  high?: Bound
  whole?: boolean
}

type Schema = z.core.$ZodType | undefined

/** What all checks of a schema together allow. */
const boundsOf = (schema: Schema): Bounds => {
  const bounds: Bounds = {}
  // A schema for whole numbers is the check for them as well.
  for (const check of [schema as unknown as z.core.$ZodCheck | undefined, ...(schema?._zod.def.checks ?? [])]) {
    const def = check?._zod.def as z.core.$ZodChecks['_zod']['def'] | undefined
    if (def?.check === 'number_format') bounds.whole = true
    if (def?.check === 'greater_than') bounds.low = def
    if (def?.check === 'less_than') bounds.high = def
    if (def?.check === 'min_length') bounds.low = { value: def.minimum }
    if (def?.check === 'max_length') bounds.high = { value: def.maximum }
  }
  return bounds
}

/** As in `a whole number from 1 to 1000`. */
const numberWithin = ({ low, high, whole }: Bounds): string => {
  const from = low?.inclusive ? (high ? 'from' : 'of at least') : 'above'
  const to = high?.inclusive ? (low?.inclusive ? 'to' : 'up to') : 'below'
  const noun = whole ? 'a whole number' : 'a number'
  return `${noun}${low ? ` ${from} ${low.value}` : ''}${high ? ` ${to} ${high.value}` : ''}`
}

/** As in `one of day, week, month`. */
export const oneOf = (values: readonly unknown[]): string => `${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`

/** What a schema takes; `otherwise` where it is not said here. */
export const wantedBy = (schema: Schema, otherwise = 'something else'): string => {
  const { def, values } = (schema as z.core.$ZodTypes | undefined)?._zod ?? {}
  if (def?.type === 'number') return numberWithin(boundsOf(schema))
  if (def?.type === 'union') return def.options.map((option) => wantedBy(option)).join(' or ')
  if (values) return oneOf([...values])
  return formatWanted(def && 'format' in def ? `${def.format}` : (def?.type ?? otherwise))
}

/** What a text of a format is. */
export const formatWanted = (format: string, pattern?: string): string =>
  nouns[format] ?? (pattern ? `text that matches ${pattern}` : `a value of the kind ${format}`)

/** How the size of a text or a list differs from the wanted one: as in `has 600 characters; 1 to 512 are wanted`. */
const sizeFault = (given: string | unknown[], { low, high }: Bounds): string => {
  const [one, many] = typeof given === 'string' ? ['character', 'characters'] : ['entry', 'entries']
  const size = Array.from(given).length
  const range = low && high ? `${low.value} to ${high.value}` : low ? `at least ${low.value}` : `at most ${high?.value}`
  const single = (high ?? low)?.value === 1
  const wanted = `${single ? 'is' : 'are'} wanted`
  if (size === 0) return `is empty; ${range} ${single ? one : many} ${wanted}`
  return `has ${size} ${size === 1 ? one : many}; ${range} ${wanted}`
}

type OutOfBounds = z.core.$ZodRawIssue<z.core.$ZodIssueTooBig> | z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>

/** What is wrong with a value, or its size, out of bounds; `is` makes a fault of what is wanted. */
export const boundsFault = (issue: OutOfBounds, is: (wanted: string) => string): string => {
  const { input, schema, inclusive = true } = issue
  const bounds = boundsOf(schema)
  // Which the checks do not tell when a whole number is beyond those that are exact.
  if (issue.code === 'too_big') bounds.high ??= { value: issue.maximum, inclusive }
  else bounds.low ??= { value: issue.minimum, inclusive }
  return typeof input === 'string' || Array.isArray(input) ? sizeFault(input, bounds) : is(numberWithin(bounds))
}
