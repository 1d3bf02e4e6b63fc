import { sample } from 'openapi-sampler'
import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi'
import { usernameSchema } from '../hiscores/names.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { mostNames } from '../progress/requests.ts'
import { womErrorSchema } from '../wom/schemas.ts'
import { type ContractRoute, contract } from './contract.ts'
import { errorSchema } from './error-doc.ts'
import { answerHeaders } from './header-doc.ts'
import type { OpenApi, Parameter, Schema } from './openapi-document.ts'
import { headOperation, operation, sharedResponses, tags } from './operation.ts'

/** An example of what a schema describes, put together from the examples of its parts, so that none is written twice. */
export const exampleOf = (schema: Schema, document: OpenApi): unknown =>
  sample(schema as Parameters<typeof sample>[0], {}, document)

/** Makes a list of names of what the code takes as text with commas in it, which is the same to a client. */
const listed = (parameter: Parameter): void => {
  const { schema } = parameter
  if (schema?.format !== 'usernames') return
  const { $schema: _, ...items } = z.toJSONSchema(usernameSchema, { io: 'input' })
  const { format: __, type: ___, examples = [], ...described } = schema
  const lists = examples.map((example) => String(example).split(','))
  parameter.schema = {
    ...described,
    type: 'array',
    items: items as Schema,
    minItems: 1,
    maxItems: mostNames,
    examples: lists,
  }
  parameter.style = 'form'
  parameter.explode = false
}

/** The names that a time zone has in the document; its aliases, and others than these cases, are taken as well. */
const timeZones = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone'),
  // Fixed offsets, which are zones of the database as well but in no list of Intl.
  ...Array.from({ length: 26 }, (_, index) => (index < 12 ? `Etc/GMT+${index + 1}` : `Etc/GMT-${index - 11}`)),
]

/** What only the whole document tells: examples of whole bodies, and the meanings of parameters where renderers look. */
const completed = (document: OpenApi): OpenApi => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  for (const { parameters = [], requestBody, responses } of operations) {
    for (const parameter of parameters) {
      listed(parameter)
      const { description, examples = [] } = parameter.schema ?? {}
      if (description !== undefined) parameter.description ??= description
      // Renderers fill it in; a query is full of what need not, or cannot, be given together.
      if (parameter.required && examples.length > 0) parameter.example = examples[0]
    }
    for (const body of [requestBody, ...Object.values(responses)]) {
      const json = body?.content?.['application/json']
      if (json && !json.examples) json.example = exampleOf(json.schema, document)
    }
  }
  return document
}

const introduction = `All of this API but signing in, health and this document needs an access token: \
\`POST /auth/login\`, then \`Authorization: Bearer <accessToken>\`. Times are in ISO 8601, in UTC. \
Unknown is null, which is something else than zero. A request may bring an \`X-Request-Id\` of 1 to 64 letters, digits, \
dots, hyphens and underscores; every answer has one. Answers over 1 KB are compressed as \`Accept-Encoding\` asks. \
\`OPTIONS\` tells the methods of a path. Under a flood the gateway itself may answer 429 or 503, \
in a shape of its own. All this for programs: [openapi.json](/openapi.json).`

const pathItems = () => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const [route, doc] of Object.entries(contract) as [ContractRoute, RouteDoc][]) {
    const [method = '', path = ''] = route.split(' ')
    const made = operation(route, doc)
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: made,
      ...(method === 'GET' && { head: headOperation(made) }),
    }
  }
  return paths
}

/** Makes the OpenAPI document of the whole contract. */
export const openApi = (): OpenApi =>
  completed(
    createDocument(
      {
        openapi: '3.1.0',
        info: {
          title: 'Hiscore Ledger',
          version: '1.0.0',
          summary: 'Progress of Old School RuneScape characters',
          description: introduction,
          license: { name: 'MIT', identifier: 'MIT' },
        },
        servers: [{ url: '/' }],
        security: [{ token: [] }, { apiKey: [] }],
        tags: Object.values(tags),
        paths: pathItems(),
        components: {
          schemas: { Error: errorSchema, WomError: womErrorSchema },
          headers: answerHeaders,
          responses: sharedResponses(),
          parameters: {
            IfNoneMatch: {
              name: 'if-none-match',
              in: 'header',
              description: 'The `ETag` of an answer that the client has; a 304 when it is still right.',
              schema: { type: 'string' },
            },
          },
          securitySchemes: {
            token: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description: 'The access token of `POST /auth/login`, or a key.',
            },
            apiKey: {
              type: 'apiKey',
              in: 'header',
              name: 'x-api-key',
              description: 'A key of `POST /auth/keys`, as in `hl_...`. About signing in no key will do.',
            },
          },
        },
      },
      {
        override: ({ jsonSchema }) => {
          if (jsonSchema.format === 'time-zone') jsonSchema.enum = timeZones
          // The format says it already, in fewer characters.
          if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
          // The bounds of every exact integer tell nobody anything.
          if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
          if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
          // What may be null is described as a whole, where renderers look for it.
          const [value, other] = jsonSchema.anyOf ?? []
          if (other?.type === 'null' && value?.description && !jsonSchema.description) {
            jsonSchema.description = value.description
            delete value.description
          }
        },
      },
    ) as unknown as OpenApi,
  )
