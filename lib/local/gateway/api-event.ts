import { randomBytes } from 'node:crypto'
import { accountId } from '../references.ts'

/** A request as it came over the wire. */
export interface WireRequest {
  method: string
  /** Decoded. */
  path: string
  /** What follows the `?`, as it came. */
  rawQuery: string
  /** Names and values in turn, as they came. */
  rawHeaders: readonly string[]
  httpVersion: string
  sourceIp: string
  body: Buffer
}

/** What API Gateway adds to a request before the function sees it. */
export interface Routed {
  apiId: string
  routeKey: string
  parameters: Record<string, string> | undefined
  now: Date
}

const textTypes = /^(text\/.*|application\/(json|xml|javascript))$/

/**
 * Whether the gateway hands a body on as text. Measured on AWS: only these types; everything else, forms and bodies of
 * no declared type included, travels in base64.
 */
const isText = (contentType: string | undefined): boolean =>
  textTypes.test((contentType ?? '').split(';')[0]!.trim().toLowerCase())

const decoded = (text: string): string => {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** Adds a value under a name; what is there already stays, with a comma between. */
const join = (values: Record<string, string>, name: string, value: string): void => {
  values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value
}

const queryParameters = (rawQuery: string): Record<string, string> | undefined => {
  const parameters: Record<string, string> = Object.create(null)
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue
    const [name = '', ...rest] = pair.split('=')
    join(parameters, decoded(name), decoded(rest.join('=')))
  }
  return Object.keys(parameters).length > 0 ? parameters : undefined
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const headersAndCookies = (request: WireRequest) => {
  const headers: Record<string, string> = Object.create(null)
  const cookies: string[] = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!.toLowerCase()
    const value = request.rawHeaders[index + 1]!
    if (name === 'cookie') cookies.push(...value.split(';').map((cookie) => cookie.trim()))
    else if (!hopByHop.has(name)) join(headers, name, value)
  }
  headers['content-length'] ??= String(request.body.length)
  join(headers, 'x-forwarded-for', request.sourceIp)
  headers['x-forwarded-port'] ??= headers.host?.match(/:(\d+)$/)?.[1] ?? '80'
  headers['x-forwarded-proto'] ??= 'http'
  headers['x-amzn-trace-id'] ??= `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`
  return { headers, cookies: cookies.filter((cookie) => cookie !== '') }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment as in an access log: `12/Mar/2020:19:03:58 +0000`. */
const accessLogTime = (at: Date): string => {
  const [date, time] = at.toISOString().split(/[T.]/)
  const [year, month, day] = date!.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`
}

/** Makes the event of payload format 2.0 that an HTTP API sends to a function. */
export const apiEvent = (request: WireRequest, { apiId, routeKey, parameters, now }: Routed) => {
  const { headers, cookies } = headersAndCookies(request)
  const host = headers.host ?? 'localhost'
  const query = queryParameters(request.rawQuery)
  const text = isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId,
      domainName: host,
      domainPrefix: host.split('.')[0]!,
      http: {
        method: request.method,
        path: request.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomBytes(11).toString('base64'),
      routeKey,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(parameters && { pathParameters: parameters }),
    ...(request.body.length > 0 && { body: request.body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !text,
  }
}
