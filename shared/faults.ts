import * as z from 'zod/mini'
import { boundsFault, formatWanted, oneOf, wantedBy } from './wanted.ts'

/*
 * What is wrong with a value, in words. Each message is what follows the path of a field: what was given, and what is
 * wanted, as in `is "abc"; a whole number from 1 to 1000 is wanted`.
 */

/** What is wrong with a part of a value: where it is (a dotted path, empty for the whole), and what. */
export interface Fault {
  path: string
  message: string
}

type Path = readonly PropertyKey[]

const mostShown = 40
const mostPath = 100

// Whoever sent them is not shown them either: answers and error messages end up in logs.
const secret = /(password|secret|token|credential|webhook|key)s?(_?url)?$/i

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text

const pathOf = (path: Path): string => cut(path.map(String).join('.'), mostPath)

/** What sort of value was given. */
const sortOf = (input: unknown): string => {
  if (input === undefined) return 'missing'
  if (input === null || typeof input === 'boolean') return String(input)
  if (typeof input === 'string') return 'text'
  if (typeof input === 'number') return Number.isNaN(input) ? 'no number' : 'a number'
  return Array.isArray(input) ? 'a list' : 'an object'
}

/** What was given, as far as it is short and may be shown. */
const shown = (input: unknown, path: Path): string => {
  // A whole that is no object may be anything, also a password in the wrong place.
  if (path.length === 0 || path.some((part) => secret.test(String(part)))) return sortOf(input)
  if (typeof input === 'number' && !Number.isNaN(input)) return String(input)
  // An address may have a password before its host.
  return typeof input === 'string' ? JSON.stringify(cut(input.replace(/\/\/.*@/, '//…@'), mostShown)) : sortOf(input)
}

/** The words for a fault; `show` tells what was given. */
const messageOf = (issue: z.core.$ZodRawIssue, show: (input: unknown, path: Path) => string): string => {
  const { input, schema, path = [] } = issue
  const is = (wanted: string): string => `is ${show(input, path)}; ${wanted} is wanted`
  switch (issue.code) {
    case 'invalid_type':
      return is(wantedBy(schema, issue.expected))
    case 'invalid_value':
      return is(oneOf(issue.values))
    case 'invalid_format':
      return is(formatWanted(issue.format, issue.pattern))
    case 'not_multiple_of':
      return is(`a multiple of ${issue.divisor}`)
    case 'too_big':
    case 'too_small':
      return boundsFault(issue, is)
    case 'invalid_union':
      // Of several kinds of object the name of the kind is missing or wrong.
      return Array.isArray(issue.options)
        ? `is no kind there is; ${oneOf(issue.options)} is wanted`
        : is(wantedBy(schema))
    default:
      // Unknown keys are told one by one by `check`, and a check of our own has words of its own.
      return 'is not right'
  }
}

// Where nobody asked with `check`, as of what is read back from a store, no values are told.
z.config({ localeError: (issue) => messageOf(issue, sortOf) })

/** The message of a schema whose kind of value has a name: `z.string({ error: wants('a character name') })`. */
export const wants =
  (wanted: string) =>
  ({ input, path = [] }: z.core.$ZodRawIssue): string =>
    `is ${shown(input, path)}; ${wanted} is wanted`

const partOf = (whole: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key], whole)

/**
 * Checks a value against a schema. The faults tell what was given: cut short, and not where it seems to be a secret by its
 * path.
 */
export const check = <S extends z.core.$ZodType>(
  schema: S,
  value: unknown,
): { success: true; data: z.output<S> } | { success: false; faults: Fault[] } => {
  const show = (input: unknown, path: Path): string => {
    if (typeof input !== 'number') return shown(input, path)
    // A number that came as text is shown as it came.
    const given = partOf(value, path)
    return shown(typeof given === 'string' || Number.isNaN(input) ? given : input, path)
  }
  const result = z.safeParse(schema, value, { error: (issue) => messageOf(issue, show) })
  if (result.success) return result
  const faults = result.error.issues.flatMap((issue): Fault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), message: issue.message }]
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not known here' }))
  })
  // What breaks two checks that are told together is told once.
  return { success: false, faults: [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()] }
}
