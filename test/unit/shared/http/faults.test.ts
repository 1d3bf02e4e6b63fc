import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { contract } from '../../../../shared/api/contract.ts'
import { exampleOf, openApi } from '../../../../shared/api/openapi.ts'
import type { Schema } from '../../../../shared/api/openapi-document.ts'
import type { ApiError } from '../../../../shared/http/errors.ts'
import { parse } from '../../../../shared/http/parse.ts'
import type { RouteDoc } from '../../../../shared/http/route-doc.ts'

const document = openApi()

const exampleOfBody = (body: z.core.$ZodType) => {
  const schema = z.toJSONSchema(body, { io: 'input' })
  return exampleOf(schema as Schema, { ...document, ...schema }) as Record<string, unknown>
}

/** The objects that requests consist of, each with one that is right. */
const parts = (Object.entries(contract) as [string, RouteDoc][]).flatMap(([route, { params, query, body }]) => {
  const [method = '', path = ''] = route.split(' ')
  const { parameters = [] } = document.paths[path]![method.toLowerCase()]!
  // Examples of a query exclude one another, so what need not be there is looked at alone.
  const example = (place: string) =>
    Object.fromEntries(
      parameters
        .filter((each) => each.in === place && each.required)
        .map(({ name, schema }) => [name, String(exampleOf(schema, document))]),
    )
  const bodies = body instanceof z.ZodMiniUnion ? (body.def.options as z.ZodMiniType[]) : [body]
  return [
    { name: `the path of ${route}`, schema: params, right: example('path'), texts: true },
    { name: `the query of ${route}`, schema: query, right: example('query'), texts: true },
    ...bodies.map((schema) => ({
      ...{ name: `the body of ${route}`, schema, texts: false },
      right: schema ? exampleOfBody(schema) : {},
    })),
  ].flatMap(({ schema, ...rest }) => (schema instanceof z.ZodMiniObject ? [{ ...rest, schema }] : []))
})

const issuesOf = (schema: z.ZodMiniType, value: unknown): string[] => {
  try {
    parse(schema, value)
    return []
  } catch (error) {
    const { code, issues = [] } = error as ApiError
    expect(code).toBe('validation_failed')
    for (const { message } of issues) expect(message).toMatch(/\w/)
    return issues.map(({ path }) => path).sort()
  }
}

describe('a request with faults', () => {
  it.for(parts)('in $name is told of each once, by its path', ({ schema, right, texts }) => {
    expect(issuesOf(schema, right)).toEqual([])
    const fields = Object.keys(schema.shape)
    const strange = texts
      ? fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '-1', '1.5', 'x'.repeat(6_000)))
      : fc.jsonValue()
    const wrong = fields.map((field) =>
      fc.option(
        strange.filter((value) => !z.safeParse(schema.shape[field]!, value).success),
        { nil: undefined },
      ),
    )
    // Programs of another tracker may say what means nothing here.
    const most = schema.def.catchall ? 2 : 0
    const unknown = fc.uniqueArray(fc.stringMatching(/^[a-z]{8,12}$/), { maxLength: most })
    fc.assert(
      fc.property(fc.tuple(...wrong), unknown, (values, others) => {
        const broken = fields.flatMap((field, index) => (values[index] === undefined ? [] : [[field, values[index]]]))
        const faults = Object.fromEntries([...broken, ...others.map((name) => [name, 'x'])])
        const found = issuesOf(schema, { ...right, ...faults }).map((path) => path.split('.')[0]!)
        // Of more than twenty faults the first twenty are told.
        fc.pre(found.length < 20)
        // A list has a fault for each of its wrong entries.
        expect([...new Set(found)].sort()).toEqual(Object.keys(faults).sort())
      }),
      { numRuns: 50 },
    )
  })

  it('tells a password or a token to nobody', () => {
    const sent = { username: 'a b', password: { hunter2: 'hunter2' }, refreshToken: 'hunter2'.repeat(100) }
    for (const { schema } of parts.filter(({ name }) => name.includes('/auth/'))) {
      let error: unknown
      try {
        parse(schema, sent)
      } catch (thrown) {
        error = thrown
      }
      expect((error as ApiError).issues).not.toEqual([])
      expect(JSON.stringify((error as ApiError).issues)).not.toContain('hunter2')
    }
  })

  it('is told of no more than twenty', () => {
    const most = (count: number): string[] => {
      const given = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]))
      try {
        parse(z.strictObject({}), given)
        return []
      } catch (error) {
        return (error as ApiError).issues!.map(({ path, message }) => path || message)
      }
    }
    const names = Array.from({ length: 20 }, (_, index) => `x${index}`)
    expect(most(20)).toEqual(names)
    expect(most(21)).toEqual([...names.slice(0, 19), 'has 2 more faults'])
    expect(most(5_000)).toEqual([...names.slice(0, 19), 'has 4981 more faults'])
  })
})
