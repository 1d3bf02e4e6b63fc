import { Failure, failureOf } from '../failure.ts'

/** API Gateway gives up after 30 seconds. */
const timeoutMs = 31_000

export interface Sent {
  method: string
  url: string
  body?: unknown
  token?: string | undefined
  accept?: string
  /** Whether it may be sent twice, where the first answer was lost; reads may. */
  mayRepeat?: boolean
}

/**
 * Sends a request and gives the answer when it is a success. Throws a `Failure` otherwise. What may be
 * repeated is sent once more when its answer was lost.
 */
export const send = async ({
  method,
  url,
  body,
  token,
  accept = 'application/json',
  mayRepeat = method === 'GET',
}: Sent): Promise<Response> => {
  const once = () =>
    fetch(url, {
      method,
      headers: {
        accept,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
  const lost = () => {
    throw new Failure(navigator.onLine ? 'lost' : 'offline')
  }
  const response = await once()
    .catch(() => (mayRepeat && navigator.onLine ? once() : lost()))
    .catch(lost)
  if (response.ok) return response
  const told = await response.json().catch(() => undefined)
  throw failureOf(response.status, response.headers, told, Date.now())
}
