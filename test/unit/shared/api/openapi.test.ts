import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { contract, successOf } from '../../../../shared/api/contract.ts'
import { errorSchema } from '../../../../shared/api/error-doc.ts'
import { openApi } from '../../../../shared/api/openapi.ts'
import { resolved, type Schema } from '../../../../shared/api/openapi-document.ts'
import { type Access, routes } from '../../../../shared/api/routes.ts'
import type { RouteDoc } from '../../../../shared/http/route-doc.ts'
import { womErrorSchema } from '../../../../shared/wom/schemas.ts'

const document = openApi()

const operationOf = (route: string) => {
  const [method = '', path = ''] = route.split(' ')
  return document.paths[path]![method.toLowerCase()]!
}

const documented = Object.entries(contract) as [string, RouteDoc][]

const expectValid = (schema: z.core.$ZodType, value: unknown): void =>
  expect(z.safeParse(schema, value).error).toBeUndefined()

describe('the OpenAPI document', () => {
  it('has exactly the routes of the route table, and HEAD beside each GET', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const tabled = Object.keys(routes).filter((route) => route !== '$default')
    const heads = tabled.filter((route) => route.startsWith('GET ')).map((route) => route.replace('GET', 'HEAD'))
    expect(described.sort()).toEqual([...tabled, ...heads].sort())
  })

  it('passes the lint', async () => {
    const config = await createConfig({
      extends: ['recommended'],
      // What is public and takes nothing has nothing to refuse.
      rules: { 'operation-4xx-response': 'off' },
    })
    const source = JSON.stringify(document)
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
    const found = problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))
    const isKnown = ({ ruleId, at }: (typeof found)[number]): boolean =>
      // OpenAPI has no words for a parameter that takes the rest of a path.
      (ruleId === 'path-parameters-defined' && at?.includes('+}') === true) ||
      // Wise Old Man's paths are as they are.
      (ruleId === 'no-ambiguous-paths' && at?.includes('~1wom~1') === true)
    expect(found.filter((problem) => !isKnown(problem))).toEqual([])
  })

  it('says of every route who may ask, as the route table does', () => {
    for (const [route, { access }] of Object.entries(routes) as [string, { access: Access }][]) {
      if (route === '$default') continue
      const keys = access === 'session' ? [] : [{ apiKey: [] }]
      const security = access === 'public' ? [] : [{ token: [] }, ...keys]
      expect({ route, ...operationOf(route) }).toMatchObject({ route, 'x-access': access, security })
    }
  })
})

describe('the descriptions', () => {
  const { schemas } = document.components

  /** The fields that a schema itself has, at any depth, without a word of what they mean. */
  const unexplained = (schema: Schema, path: string): string[] => {
    const { properties = {}, anyOf = [], items, additionalProperties } = schema
    const parts = [...anyOf, items, additionalProperties].filter((part) => typeof part === 'object')
    return [
      ...Object.entries(properties).flatMap(([name, field]) => [
        ...(field.description || resolved(field, schemas).description ? [] : [`${path}.${name}`]),
        ...unexplained(field, `${path}.${name}`),
      ]),
      ...parts.flatMap((part) => unexplained(part, path)),
    ]
  }

  it('are there for every field of every schema', () => {
    expect(Object.entries(schemas).flatMap(([name, schema]) => unexplained(schema, name))).toEqual([])
  })

  it.for(documented)('are there for every parameter of %s, and for every field of its body', ([route]) => {
    const { parameters = [], requestBody } = operationOf(route)
    const own = parameters.filter(({ $ref }) => !$ref)
    expect(own.filter(({ description }) => !description).map(({ name }) => name)).toEqual([])
    const body = requestBody?.content?.['application/json']?.schema
    expect(body ? unexplained(body, 'body') : []).toEqual([])
  })
})

describe('the examples', () => {
  const exampleOf = (route: string, status = 200) =>
    operationOf(route).responses[status]!.content!['application/json']!.example as Record<
      string,
      Record<string, object>
    >

  it('are of the kind that they are an example of', () => {
    expect(exampleOf('POST /players/{username}/fetch', 202)).toMatchObject({ status: 'queued' })
    const { skills, bosses, activities } = exampleOf('GET /players/{username}/history')
    expect(Object.values(skills!)[0]).toHaveProperty('levels')
    for (const group of [bosses, activities]) {
      for (const gain of Object.values(group!)) {
        expect(gain).not.toHaveProperty('levels')
        expect(Math.max(...Object.values(gain).filter(Number.isFinite))).toBeLessThan(100_000)
      }
    }
  })

  it.for(documented)('of %s are what the route takes and answers', ([route, doc]) => {
    const { requestBody, responses, parameters = [] } = operationOf(route)
    if (doc.body) expectValid(doc.body, requestBody?.content?.['application/json']?.example)
    const { status, json, texts } = successOf(doc)
    const { content = {} } = responses[status]!
    if (json) expectValid(json, content['application/json']?.example)
    for (const type of Object.keys(texts)) expect(content[type]?.example).toMatch(/./)
    for (const place of ['path', 'query'] as const) {
      const given = parameters.filter((parameter) => parameter.in === place && parameter.schema.examples)
      const schema = place === 'path' ? doc.params : doc.query
      const wanted = Object.fromEntries(given.flatMap((each) => (each.required ? [[each.name, each.example]] : [])))
      // One at a time beside those that are wanted in any case, since some exclude others.
      for (const { name, schema: shape } of place === 'query' ? given : []) {
        for (const example of shape.examples!) expectValid(schema!, { ...wanted, [name]: String(example) })
      }
      if (place === 'path' && schema) {
        expectValid(schema, Object.fromEntries(given.map((each) => [each.name, each.schema.examples![0]])))
      }
    }
  })

  it('of errors have the one shape, or that of Wise Old Man, and the codes of their status', () => {
    for (const [status, { content }] of Object.entries(document.components.responses)) {
      const examples = content?.['application/json']?.examples as Record<string, { value: unknown }> | undefined
      for (const [code, { value }] of Object.entries(examples ?? {})) {
        // Those that Wise Old Man's programs are told shout.
        expectValid(code === code.toUpperCase() ? womErrorSchema : errorSchema, value)
        expect(status.split('.')).toContain(code)
      }
    }
  })
})
