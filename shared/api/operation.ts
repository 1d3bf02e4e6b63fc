import type { ZodObjectInput, ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi'
import type { ErrorCode } from '../http/errors.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { cacheControl } from './caching.ts'
import { type ContractRoute, contract, errorsOf, successOf } from './contract.ts'
import { meaningOf } from './error-doc.ts'
import { describedHeaders } from './header-doc.ts'
import { type Access, type ApiFunction, routes } from './routes.ts'
import { type Telling, tellingOf } from './telling.ts'

/** The groups of routes, by the function that answers them. */
export const tags: Record<ApiFunction, { name: string; description: string }> = {
  auth: { name: 'Signing in', description: 'Sessions, their tokens, keys, and who did what' },
  players: { name: 'Players', description: 'Which characters are tracked, and how' },
  stats: { name: 'Statistics', description: 'What the hiscores showed at one moment' },
  history: { name: 'Progress', description: 'What was gained between moments' },
  web: { name: 'Page', description: 'What people look at' },
  share: { name: 'Sharing', description: 'What links show to whoever has them' },
  wom: { name: 'Wise Old Man', description: 'The same for the programs of Wise Old Man, as they expect it' },
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

/** The errors of a route that have one status. */
interface Refusal {
  status: number
  codes: ErrorCode[]
  telling: Telling
}

const toldCodes = ({ codes, telling }: Refusal): string[] => [...new Set(codes.flatMap(telling.codesOf))]

/** One answer for the errors of one status. */
const errorResponse = (refusal: Refusal): ZodOpenApiResponseObject => {
  const { status, codes, telling } = refusal
  const named = { $ref: `#/components/schemas/${telling.name}` as const }
  const examples = codes.flatMap((code) =>
    telling.codesOf(code).map((told) => [told, { value: telling.exampleOf(code, told) }] as const),
  )
  return {
    description: codes.map((code) => meaningOf[code]).join(' Or: '),
    headers: describedHeaders(status),
    content: {
      'application/json': {
        schema: { allOf: [named, { type: 'object', properties: { code: { enum: toldCodes(refusal) } } }] },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

/** The errors of a route by status, the codes of each in the order in which they are looked for. */
const refusalsOf = (route: ContractRoute, doc: RouteDoc): Refusal[] => {
  const telling = tellingOf(route)
  const byStatus = Map.groupBy(errorsOf(route, doc), telling.statusOf)
  return [...byStatus].map(([status, codes]) => ({ status, codes, telling }))
}

/** The name that an answer is referred to by, where routes share it. */
const refusalName = (refusal: Refusal): string => toldCodes(refusal).join('.')

const responseRef = (name: string) => ({ $ref: `#/components/responses/${name}` as const })

/** The answers that routes share, under the names that they are referred to by. */
export const sharedResponses = (): Record<string, ZodOpenApiResponseObject> => {
  const entries = Object.entries(contract) as [ContractRoute, RouteDoc][]
  const errors = entries.flatMap(([route, doc]) => refusalsOf(route, doc))
  return {
    not_modified: {
      description: 'Nothing is new: the client has the answer already, as its `If-None-Match` tells.',
      headers: describedHeaders(304, ['etag']),
    },
    headers_only: { description: 'As for GET, without the body.', headers: describedHeaders(0) },
    ...Object.fromEntries(errors.map((refusal) => [refusalName(refusal), errorResponse(refusal)])),
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
      ...Object.fromEntries(
        [status, ...(doc.also ?? [])].map((each) => [
          String(each),
          {
            description: statusTexts[each] ?? '',
            headers: describedHeaders(each, [...(cached ? (['etag'] as const) : []), ...(doc.headers ?? [])]),
            ...(Object.keys(content).length > 0 && { content }),
          },
        ]),
      ),
      ...(cached && { '304': responseRef('not_modified') }),
      ...Object.fromEntries(
        refusalsOf(route, doc).map((refusal) => [String(refusal.status), responseRef(refusalName(refusal))]),
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
