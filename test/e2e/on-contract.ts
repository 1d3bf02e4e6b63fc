import { match } from '../../lib/local/gateway/routing.ts'
import { type ContractRoute, contract, errorsOf, successOf } from '../../shared/api/contract.ts'
import { errorSchema } from '../../shared/api/error-doc.ts'
import { openApi } from '../../shared/api/openapi.ts'
import { womPrefix } from '../../shared/api/routes.ts'
import { tellingOf } from '../../shared/api/telling.ts'
import { womErrorSchema } from '../../shared/wom/schemas.ts'
import type { Answer } from './client.ts'

const document = openApi()

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, target]) => ({ key: `${method.toUpperCase()} ${path}`, target })),
)

const last = (ref: string | undefined): string => ref?.split('/').at(-1) ?? ''

/** The faults of a body against the schema that the contract has for it. */
const bodyFaults = (route: ContractRoute, status: number, body: unknown): string[] => {
  const success = successOf(contract[route])
  if (status === success.status || success.also.some((each) => each === status)) {
    return (success.json?.safeParse(body).error?.issues ?? []).map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    )
  }
  const telling = tellingOf(route)
  const { success: fits, data, error } = telling.schema.safeParse(body)
  if (!fits) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { code } = data as { code: string }
  const codes = errorsOf(route, contract[route]).filter((each) => telling.statusOf(each) === status)
  return codes.flatMap(telling.codesOf).includes(code) ? [] : [`the code ${code} is none of this route's at ${status}`]
}

/** What no route takes is answered by `$default`: a 404 or a 405 of the one shape, or the methods for OPTIONS. */
const unroutedFaults = (method: string, path: string, { status, body, headers }: Answer): string[] => {
  if (method === 'OPTIONS' && status === 204) return headers.has('allow') ? [] : ['no allow']
  if (path.startsWith(womPrefix)) {
    const told = method === 'HEAD' || womErrorSchema.safeParse(body).data?.code === 'ENDPOINT_NOT_FOUND'
    return status === 404 && told ? [] : ['not of $default']
  }
  const code = method === 'HEAD' || errorSchema.safeParse(body).data?.code
  if (status === 405 && !headers.has('allow')) return ['no allow']
  const expected = status === 404 ? 'not_found' : 'method_not_allowed'
  return (status === 404 || status === 405) && (code === true || code === expected) ? [] : ['not of $default']
}

const routedFaults = (key: string, answer: Answer): string[] => {
  const { status, headers, body } = answer
  const given = operations.find((operation) => operation.key === key)!.target.responses[status]
  if (!given) return [`the status ${status} is not documented`]
  const expected = given.$ref ? document.components.responses[last(given.$ref)]! : given
  const missing = Object.entries(expected.headers ?? {}).filter(
    ([name, { $ref }]) => document.components.headers[last($ref)]!.required && !headers.has(name),
  )
  const faults = missing.map(([name]) => `no header ${name}`)
  const type = headers.get('content-type')?.split(';')[0]
  if (key.startsWith('HEAD ') || !expected.content) return body === '' ? faults : [...faults, 'has a body']
  if (!type || !(type in expected.content)) return [...faults, `the content type ${type} is not documented`]
  if (type !== 'application/json') return faults
  return [...faults, ...bodyFaults(key as ContractRoute, status, body)]
}

/** Throws, with every fault, unless an answer is one that the OpenAPI document has for its request. */
export const assertOnContract = (method: string, path: string, answer: Answer): void => {
  const found = match(operations, method, decodeURIComponent(new URL(path, 'http://here').pathname))
  const faults = found ? routedFaults(found.route.key, answer) : unroutedFaults(method, path, answer)
  if (!answer.headers.has('x-request-id')) faults.push('no request id')
  if (faults.length === 0) return
  throw new Error(
    `${method} ${path} answered ${answer.status} off its contract: ${faults.join('; ')}\n${JSON.stringify(answer.body)}`,
  )
}
