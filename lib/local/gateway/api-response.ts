/** An answer as it goes over the wire. */
export interface WireResponse {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  cookies: string[]
  body: Buffer
}

/** An answer of the gateway's own: JSON with one message, in AWS's words. */
export const gatewayAnswer = (status: number, message: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
})

/** What the client gets when a function fails or answers nonsense. */
export const internalError = (): WireResponse => gatewayAnswer(500, 'Internal Server Error')

// These belong to the connection, which is the server's own.
const connectionHeaders = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

const statusOf = (value: unknown): number | undefined => {
  const status = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

/**
 * Reads a function's result, as JSON text, the way an HTTP API does for payload format 2.0. A result without a
 * `statusCode` is itself the JSON body of a 200. Undefined when the result names a status but cannot be an answer.
 */
export const apiResponse = (payload: string): WireResponse | undefined => {
  const result: unknown = JSON.parse(payload)
  if (!isRecord(result) || result.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(payload) }
  }
  const status = statusOf(result.statusCode)
  const headers = result.headers ?? {}
  const cookies = result.cookies ?? []
  const body = result.body ?? ''
  if (status === undefined || !isRecord(headers) || !Array.isArray(cookies) || typeof body !== 'string')
    return undefined
  const entries = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name.toLowerCase()))
  if (![...cookies, ...entries.map(([, value]) => value)].every(isPlain)) return undefined
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)])),
    },
    cookies: cookies.map(String),
    body: Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8'),
  }
}
