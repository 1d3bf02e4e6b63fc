import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { contract } from '../../../../shared/api/contract.ts'
import { openApi } from '../../../../shared/api/openapi.ts'
import { type Parameter, resolved, type Schema } from '../../../../shared/api/openapi-document.ts'
import { auditPages } from '../../../../shared/audit/entries.ts'
import { statePages } from '../../../../shared/corrections/requests.ts'
import { encodeCursor, type Pages } from '../../../../shared/http/cursor.ts'
import type { RouteDoc } from '../../../../shared/http/route-doc.ts'
import { milestonePages } from '../../../../shared/milestones/requests.ts'
import { playerPages } from '../../../../shared/players/requests.ts'
import { exportPages } from '../../../../shared/progress/requests.ts'
import { taskPages } from '../../../../shared/tasks/requests.ts'

/*
 * Whether the document and the code say the same of each parameter: what the document describes the code takes, and what the code
 * takes the document describes.
 */

const document = openApi()
const { schemas } = document.components

/** A parameter's schema with what it refers to. */
const whole = (schema: Schema): Schema => ({ ...resolved(schema, schemas), ...schema })

interface Named {
  name: string
  route: string
  parameter: Parameter
}

const parameters: Named[] = (Object.entries(contract) as [string, RouteDoc][]).flatMap(([route]) => {
  const [method = '', path = ''] = route.split(' ')
  const given = document.paths[path]![method.toLowerCase()]!.parameters ?? []
  return given
    .filter(({ $ref }) => !$ref)
    .map((parameter) => ({ name: `${parameter.name} of ${route}`, route, parameter }))
})

/** What a query has to have in any case. */
const wantedBy = (route: string): Record<string, unknown> =>
  Object.fromEntries(
    parameters
      .filter((each) => each.route === route && each.parameter.in === 'query' && each.parameter.required)
      .map(({ parameter }) => [parameter.name, parameter.example]),
  )

/** Whether the code takes a text for a parameter; others of the path, and those that are wanted, are such as it takes. */
const takes = ({ route, parameter }: Named, text: string): boolean => {
  const doc = contract[route as keyof typeof contract] as RouteDoc
  if (parameter.in === 'query') return z.safeParse(doc.query!, { ...wantedBy(route), [parameter.name]: text }).success
  const others = parameters.filter((each) => each.route === route && each.parameter.in === 'path')
  const path = Object.fromEntries(
    others.map((each) => [each.parameter.name, whole(each.parameter.schema).examples?.[0]]),
  )
  return z.safeParse(doc.params!, { ...path, [parameter.name]: text }).success
}

const patternsOf = ({ pattern, allOf = [] }: Schema): RegExp[] =>
  [pattern, ...allOf.map((each) => each.pattern)].flatMap((each) => (each ? [new RegExp(each, 'u')] : []))

/** Whether a text is one that the document describes. */
const describes = (schema: Schema, text: string): boolean => {
  const { type, enum: values, minLength = 0, maxLength = Infinity, items, minItems = 0, maxItems = Infinity } = schema
  if (type === 'array') {
    const entries = text.split(',')
    return entries.length >= minItems && entries.length <= maxItems && entries.every((each) => describes(items!, each))
  }
  if (type === 'integer' || type === 'number') {
    const value = Number(text)
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema
    const right = type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)
    return text.trim() !== '' && right && value >= minimum && value <= maximum && value > exclusiveMinimum
  }
  if (values && !values.includes(text)) return false
  const length = [...text].length
  return length >= minLength && length <= maxLength && patternsOf(schema).every((pattern) => pattern.test(text))
}

const lists: Pages[] = [auditPages, statePages, milestonePages, playerPages, exportPages, taskPages]

/** Texts that the document describes. A cursor is one of those that the API gives, since it is opaque to everybody else. */
const textsFor = (schema: Schema): fc.Arbitrary<string> => {
  const { type, enum: values, minLength = 0, maxLength = 60, items, minItems, maxItems, minimum, maximum } = schema
  if (values) return fc.constantFrom(...values.map(String))
  if (type === 'array') {
    const entries = { minLength: minItems!, maxLength: maxItems! }
    return fc.array(textsFor(items!), entries).map((list) => list.join(','))
  }
  if (type === 'integer') return fc.integer({ min: minimum!, max: maximum! }).map(String)
  if (type === 'number') return fc.integer({ min: 1, max: maximum! }).map((value) => String(value / 8))
  const [first] = patternsOf(schema)
  const free = first ? fc.stringMatching(first) : fc.string({ minLength, maxLength, unit: 'binary' })
  return free.filter((text) => describes(schema, text))
}

// The keys of some lists are moments, of which the pattern lets pass some that there are not.
const moments = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((moment) => moment.toISOString())

const cursorOf = (pattern: string): fc.Arbitrary<string> => {
  const pages = lists.find((list) => new RegExp(pattern).test(encodeCursor(list, 'x'.repeat(9))!))!
  const keys = [exportPages, statePages].includes(pages) ? moments : fc.stringMatching(pages.key)
  return keys.map((key) => encodeCursor(pages, key)!).filter((text) => text.length <= 200)
}

// Which metrics there are the catalogue knows; an id of a task and a file's name are looked for whatever they are.
const open = ['metric', 'old', 'metrics', 'taskId', 'file']
const closed = parameters.filter(({ parameter }) => !open.includes(parameter.name))

const nasty = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', ' ', '0', '-1', '1e3', 'NaN', 'null', '+01:00', 'GMT+1', 'a,b', 'a,,b', ',', 'a'.repeat(201)),
  fc.constantFrom('2026-02-30', '2026-08-20T25:00Z', '2026-08-20T10:00', '2026-8-2', '20260820', '10000-01-01', '1'),
  fc.constantFrom('Europe/Berlin', 'Europe/Nowhere', 'Berlin', 'Etc/GMT+5', 'UTC', '../etc', 'day', 'true', '100'),
)

describe('what the document describes', () => {
  it.for(closed)('the code takes: $name', (named) => {
    const schema = whole(named.parameter.schema)
    const texts = named.parameter.name === 'cursor' ? cursorOf(schema.pattern!) : textsFor(schema)
    fc.assert(
      fc.property(texts, (text) => {
        expect({ text, takes: takes(named, text) }).toEqual({ text, takes: true })
      }),
      { numRuns: 200 },
    )
  })
})

describe('what the code takes', () => {
  /** The same text in the one spelling of several that the document has. */
  const spelled = (schema: Schema, text: string): string => {
    // Each entry of a list, a name and a number may have spaces about it, and a zone any case and former names.
    if (schema.type === 'array')
      return text
        .split(',')
        .map((each) => each.trim())
        .join(',')
    if (schema.format !== 'time-zone' || schema.enum!.includes(text)) return text
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  }

  it('of time zones has all fixed offsets, which no list of Intl has', () => {
    const zones = schemas.TimeZone!.enum as string[]
    const refused = zones.filter((zone) => !takes(closed.find(({ name }) => name === 'tz of GET /leaderboard')!, zone))
    expect(refused).toEqual([])
    for (const zone of ['UTC', 'Europe/Berlin', 'Etc/GMT+12', 'Etc/GMT-14']) expect(zones).toContain(zone)
    expect(new Set(zones).size).toBe(zones.length)
  })

  it.for(closed)('the document describes: $name', (named) => {
    const schema = whole(named.parameter.schema)
    fc.assert(
      fc.property(nasty, (text) => {
        if (!takes(named, text)) return
        const same = schema.maxLength === 12 ? text.trim() : spelled(schema, text)
        expect({ text, describes: describes(schema, same) }).toEqual({ text, describes: true })
      }),
      { numRuns: 500 },
    )
  })
})

describe('what cannot be given together', () => {
  const together: [route: 'GET /players/{username}/history', names: [string, string]][] = [
    ['GET /players/{username}/history', ['days', 'start']],
    ['GET /players/{username}/history', ['start', 'period']],
    ['GET /players/{username}/history', ['end', 'period']],
    ['GET /players/{username}/history', ['days', 'period']],
  ]
  const values: Record<string, string> = { days: '7', start: '2026-08-13', end: '2026-08-20', period: 'week' }

  it.for(together)('%s says so of %j', ([route, [one, other]]) => {
    const query = (contract[route] as RouteDoc).query!
    expect(z.safeParse(query, { [one]: values[one], [other]: values[other] }).success).toBe(false)
    const described = parameters.filter((each) => each.route === route)
    const descriptionOf = (name: string) =>
      described.find(({ parameter }) => parameter.name === name)!.parameter.description!
    expect(descriptionOf(one)).toMatch(/Not with/)
    expect(descriptionOf(other)).toMatch(/Not with/)
  })

  it('is nothing else', () => {
    const { query } = contract['GET /players/{username}/history']
    const names = Object.keys(values)
    for (const one of names) {
      for (const other of names) {
        const apart = together.some(([, pair]) => pair.includes(one) && pair.includes(other) && one !== other)
        const given = { [one]: values[one], [other]: values[other] }
        expect({ given, ...z.safeParse(query!, given) }).toMatchObject({ given, success: !apart })
      }
    }
  })
})
