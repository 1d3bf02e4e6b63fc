import type { ZodObjectInput, ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi'
import { type ErrorCode, statusOf } from '../http/errors.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { cacheControl } from './caching.ts'
import { type ContractRoute, contract, errorsOf, successOf } from './contract.ts'
import { errorExample, meaningOf } from './error-doc.ts'
import { describedHeaders } from './header-doc.ts'
import { type Access, type ApiFunction, routes } from './routes.ts'

/** The groups of routes, by the function that answers them. */
export const tags: Record<ApiFunction, { name: string; description: string }> = {
  auth: { name: 'Signing in', description: 'Sessions, their tokens, keys, and who did what' },
  players: { name: 'Players', description: 'Which characters are tracked, and how' },
  stats: { name: 'Statistics', description: 'What the hiscores showed at one moment' },
  history: { name: 'Progress', description: 'What was gained between moments' },
  web: { name: 'Page', description: 'What people look at' },
  share: { name: 'Sharing', description: 'What links show to whoever has them' },
  system: { name: 'System', description: 'The API itself' },
}

const mayAsk: Record<Access, string> = {
  public: 'Anybody may ask.',
  session: 'Needs a token; a key will not do.',
  any: 'Needs a token or a key.',
  viewer: 'Needs a token or a key.',
  admin: 'Needs the token or the key of an admin.',
}

/** The ways to say who is asking, by their names among the security schemes; of several one is enough. */
const securityFor = (access: Access): Record<string, string[]>[] => {
  if (access === 'public') return []
  return access === 'session' ? [{ token: [] }] : [{ token: [] }, { apiKey: [] }]
}

const statusTexts: Record<number, string> = {
  200: 'Done.',
  201: 'Added.',
  202: 'Accepted.',
  204: 'Done.',
}

const operationId = (route: ContractRoute): string =>
  route
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')

/** One answer for the errors of one status. */
const errorResponse = (status: number, codes: ErrorCode[]): ZodOpenApiResponseObject => ({
  description: codes.map((code) => meaningOf[code]).join(' Or: '),
  headers: describedHeaders(status),
  content: {
    'application/json': {
      schema: {
        allOf: [{ $ref: '#/components/schemas/Error' }, { type: 'object', properties: { code: { enum: codes } } }],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(code) }])),
    },
  },
})

/** The errors of a route by status, the codes of each in the order in which they are looked for. */
const errorsByStatus = (route: ContractRoute, doc: RouteDoc): [status: number, codes: ErrorCode[]][] => [
  ...Map.groupBy(errorsOf(route, doc), (code) => statusOf[code]),
]

const responseRef = (name: string) => ({ $ref: `#/components/responses/${name}` as const })

/** The answers that routes share, under the names that they are referred to by. */
export const sharedResponses = (): Record<string, ZodOpenApiResponseObject> => {
  const entries = Object.entries(contract) as [ContractRoute, RouteDoc][]
  const errors = entries.flatMap(([route, doc]) => errorsByStatus(route, doc))
  return {
    not_modified: {
      description: 'Nothing is new: the client has the answer already, as its `If-None-Match` tells.',
      headers: describedHeaders(304, ['etag']),
    },
    headers_only: { description: 'As for GET, without the body.', headers: describedHeaders(0) },
    ...Object.fromEntries(errors.map(([status, codes]) => [codes.join('.'), errorResponse(status, codes)])),
  }
}

/** A route of the contract as an operation. */
export const operation = (route: ContractRoute, doc: RouteDoc): ZodOpenApiOperationObject => {
  const { access, function: name }: { access: Access; function: ApiFunction } = routes[route]
  const { status, json, texts } = successOf(doc)
  const content = {
    ...(json && { 'application/json': { schema: json } }),
    ...Object.fromEntries(
      Object.entries(texts).map(([type, example]) => [type, { schema: { type: 'string' as const }, example }]),
    ),
  }
  const cached = status === 200 && cacheControl(route) !== 'no-store'
  const requestParams = {
    ...(doc.params && { path: doc.params as ZodObjectInput }),
    ...(doc.query && { query: doc.query as ZodObjectInput }),
  }
  return {
    operationId: operationId(route),
    tags: [tags[name].name],
    summary: doc.summary,
    description: [doc.description, mayAsk[access]].filter(Boolean).join(' '),
    'x-access': access,
    security: securityFor(access),
    ...(Object.keys(requestParams).length > 0 && { requestParams }),
    ...(cached && { parameters: [{ $ref: '#/components/parameters/IfNoneMatch' }] }),
    ...(doc.body && { requestBody: { required: true, content: { 'application/json': { schema: doc.body } } } }),
    responses: {
      [String(status)]: {
        description: statusTexts[status] ?? '',
        headers: describedHeaders(status, [...(cached ? (['etag'] as const) : []), ...(doc.headers ?? [])]),
        ...(Object.keys(content).length > 0 && { content }),
      },
      ...(cached && { '304': responseRef('not_modified') }),
      ...Object.fromEntries(
        errorsByStatus(route, doc).map(([code, codes]) => [String(code), responseRef(codes.join('.'))]),
      ),
    },
  }
}

/** HEAD beside GET: the same question and the same statuses, without bodies. */
export const headOperation = (get: ZodOpenApiOperationObject): ZodOpenApiOperationObject => ({
  ...get,
  operationId: `${get.operationId}Head`,
  summary: `${get.summary}: the headers only`,
  responses: Object.fromEntries(Object.keys(get.responses).map((status) => [status, responseRef('headers_only')])),
})
