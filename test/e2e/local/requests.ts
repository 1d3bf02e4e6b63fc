import fc from 'fast-check'
import { openApi } from '../../../shared/api/openapi.ts'
import { type Operation, resolved, type Schema, type Schemas } from '../../../shared/api/openapi-document.ts'

/** A request as it goes out; `as` says whose token it brings along. */
export interface AnyRequest {
  method: string
  path: string
  as: 'admin' | 'viewer' | 'garbage' | 'nobody'
  headers: Record<string, string>
  body: string | undefined
}

const document = openApi()
const schemas: Schemas = document.components.schemas

const players = ['zezima', 'Lynx Titan', 'stats', 'Sim 10', 'sim_11', 'Sim-12', 'Iron Will', 'Nobody']

/** What makes a request meaningful, for fields whose schema takes any text. */
const known: Record<string, fc.Arbitrary<unknown>> = {
  username: fc.constantFrom(...players),
  to: fc.constantFrom(...players),
  usernames: fc.array(fc.constantFrom(...players), { minLength: 1, maxLength: 55 }).map((names) => names.join(',')),
  metric: fc.constantFrom('overall', 'attack', 'zulrah', 'lms_rank', 'no_such_metric'),
  old: fc.constantFrom('attack', 'magic', 'zulrah', 'no_such_metric'),
  metrics: fc.constantFrom('overall', 'attack,zulrah', 'lms_rank', 'no_such_metric'),
}

const nasty = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-1',
      '1e309',
      'NaN',
      'null',
      'true',
      '[]',
      '{}',
      '__proto__',
      'constructor',
      '..',
      "' OR 1=1",
      '%',
    ],
    ...[
      'a'.repeat(200),
      'a'.repeat(3_000),
      '\u0000',
      '🐉',
      '\ud800',
      'é',
      'PLAYER#zezima',
      'SNAP#',
      'TASK#~',
      '9'.repeat(30),
    ],
    ...[
      '2026-02-30',
      '2026-08-20T25:00:00Z',
      '9999-12-31',
      '0000-01-01',
      '2026-08-20T10:00:00+14:00',
      'Europe/Nowhere',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

/** Mostly what is right, and now and then anything else. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown>, weight = 6): fc.Arbitrary<unknown> =>
  fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: wrong })

const textOf = ({ pattern, allOf = [], examples = [] }: Schema): fc.Arbitrary<unknown> => {
  const [first] = [pattern, ...allOf.map((each) => each.pattern)].filter((each) => each !== undefined)
  const free = first === undefined ? fc.string({ maxLength: 100 }) : fc.stringMatching(new RegExp(first, 'u'))
  return examples.length > 0 ? mostly(fc.constantFrom(...examples), free) : free
}

/** What a schema describes, as far as JSON Schema says it. */
const valueFor = (given: Schema): fc.Arbitrary<unknown> => {
  const schema = resolved(given, schemas)
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return fc.oneof(...choice.map(valueFor))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      const fields: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
        properties.map(([name, each]) => [name, known[name] ?? valueFor(each)]),
      )
      const requiredKeys = schema.required ?? []
      const bare = Object.fromEntries(requiredKeys.map((name) => [name, fields[name]!]))
      return fc.oneof({ weight: 3, arbitrary: fc.record(fields, { requiredKeys }) }, fc.record(bare))
    }
    case 'integer':
    case 'number': {
      const range = { min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 }
      return schema.type === 'integer' ? fc.integer(range) : fc.double({ ...range, noNaN: true })
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return textOf(schema)
  }
}

const bodyOf = (path: string, operation: Operation): fc.Arbitrary<string | undefined> => {
  const schema = operation.requestBody?.content?.['application/json']?.schema
  if (!schema) return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, nasty)
  // One name, which is soon locked: each password that is looked at costs a tenth of a second.
  const shared = path === '/auth/login' ? { username: 'fuzz' } : {}
  const whole = valueFor(schema).map((value) => ({ ...(value as object), ...shared }))
  const spoilt = fc
    .tuple(whole, fc.constantFrom('colour', ...Object.keys(resolved(schema, schemas).properties ?? {})), fc.jsonValue())
    .map(([value, field, strange]) => ({ ...value, [field]: strange }))
  const broken = fc.oneof(
    fc.json(),
    nasty,
    fc.constant('{"username":'),
    fc.constant('x'.repeat(70_000)),
    fc.constant(''),
  )
  return mostly(
    mostly(whole, spoilt, 3).map((value) => JSON.stringify(value)),
    broken,
  ) as fc.Arbitrary<string>
}

// Half of a pair of code units is nothing that an address can hold.
const encoded = (value: unknown): string => encodeURIComponent(String(value).toWellFormed())

const addressOf = (template: string, operation: Operation): fc.Arbitrary<string> => {
  const parameters = (operation.parameters ?? []).filter(({ $ref }) => $ref === undefined)
  const value = ({ name, schema }: { name: string; schema: Schema }) => mostly(known[name] ?? valueFor(schema), nasty)
  const fields = (place: string): Record<string, fc.Arbitrary<unknown>> =>
    Object.fromEntries(parameters.filter((each) => each.in === place).map((each) => [each.name, value(each)]))
  // Few at a time, or hardly any query would be coherent.
  const rarely = (each: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, each)
  const query = Object.entries({ ...fields('query'), colour: nasty }).map(([name, each]) => [name, rarely(each)])
  return fc.tuple(fc.record(fields('path')), fc.record(Object.fromEntries(query))).map(([path, search]) => {
    const filled = Object.entries(path).reduce(
      (text, [name, each]) => text.replace(`{${name}}`, () => encoded(each)),
      template,
    )
    const pairs = Object.entries(search).flatMap(([name, each]) =>
      each === undefined ? [] : `${name}=${encoded(each)}`,
    )
    return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled
  })
}

const headers = fc.record(
  {
    accept: fc.constantFrom('*/*', 'text/csv', 'application/json;q=0.1, text/csv', 'image/png', ';;,q='),
    'accept-encoding': fc.constantFrom('gzip', 'br', 'identity', '*;q=0'),
    'if-none-match': fc.constantFrom('*', 'W/"x"', '"', 'W/'),
    'x-request-id': fc.constantFrom('fuzz-1', 'x'.repeat(100), 'a b'),
    'content-type': fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'x'),
  },
  { requiredKeys: [] },
)

const who = fc.oneof(
  { weight: 6, arbitrary: fc.constant('admin' as const) },
  { weight: 2, arbitrary: fc.constant('viewer' as const) },
  fc.constantFrom('garbage' as const, 'nobody' as const),
)

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

const ofOperation = ({ path, method, operation }: (typeof operations)[number]): fc.Arbitrary<AnyRequest> =>
  fc.record({
    method: fc.constant(method),
    path: addressOf(path, operation),
    // Whoever's session a logout ended could ask nothing more.
    as: path.startsWith('/auth/logout') ? fc.constantFrom('garbage' as const, 'nobody' as const) : who,
    headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, headers),
    body: ['POST', 'PATCH'].includes(method) ? bodyOf(path, operation) : fc.constant(undefined),
  })

const paths = Object.keys(document.paths)

const strayed = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'OPTIONS', 'DELETE', 'POST', 'HEAD'),
  path: fc.oneof(
    nasty.map((text) => `/${encoded(text)}`),
    fc.constantFrom(
      ...paths.filter((path) => !path.includes('logout')).map((path) => path.replace(/\{\w+\}/g, 'zezima')),
    ),
  ),
  as: who,
  headers,
  body: fc.constant(undefined),
})

/** Any request at all: to each operation of the OpenAPI document equally often, and to what is none. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.oneof(...operations.map(ofOperation), strayed)
