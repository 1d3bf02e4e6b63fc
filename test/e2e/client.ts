import { setTimeout as sleep } from 'node:timers/promises'
import { assertOnContract } from './on-contract.ts'

/** Of the user `admin`. */
export const adminPassword = process.env.ADMIN_PASSWORD || 'correct horse battery'

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what the tests look into is their own affair.
  body: any
}

/** A signed-in client of the API. */
export interface Client {
  token: string
  request: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  get: (path: string) => Promise<Answer>
  post: (path: string, body?: unknown) => Promise<Answer>
  /** With the same token at another address. */
  requestAt: (url: string, method: string, path: string, body?: unknown) => Promise<Answer>
}

/**
 * One request; the body is sent as JSON unless it is text already, and the answer's is parsed when it is JSON. Throws for
 * an answer that the contract does not have.
 */
export const request = async (
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.startsWith('application/json')
  const answer = { status: response.status, headers: response.headers, body: json && text ? JSON.parse(text) : text }
  assertOnContract(method, path, answer)
  return answer
}

/** Signs in, as the admin unless told otherwise. */
export const signIn = async (url: string, username = 'admin', password = adminPassword): Promise<Client> => {
  const { status, body } = await request(url, 'POST', '/auth/login', { body: { username, password } })
  if (status !== 200) throw new Error(`login answered ${status}: ${JSON.stringify(body)}`)
  const authorization = { authorization: `Bearer ${body.accessToken}` }
  const authorized = (method: string, path: string, sent?: unknown, headers: Record<string, string> = {}) =>
    request(url, method, path, { body: sent, headers: { ...authorization, ...headers } })
  return {
    token: body.accessToken,
    request: authorized,
    get: (path) => authorized('GET', path),
    post: (path, sent) => authorized('POST', path, sent),
    requestAt: (other, method, path, sent) => request(other, method, path, { body: sent, headers: authorization }),
  }
}

/** Asks again until an answer is as it should be; fails with the last one after `seconds`. */
export const eventually = async <T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds = 20): Promise<T> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await ask()
    if (holds(value)) return value
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${JSON.stringify(value)}`)
    await sleep(50)
  }
}

/** Requests a fetch of a player and waits until it is over; the task. */
export const fetchNow = async (client: Client, username: string) => {
  const requested = await client.post(`/players/${username}/fetch`)
  if (requested.status !== 202) throw new Error(`fetch answered ${requested.status}: ${JSON.stringify(requested.body)}`)
  const path = `/players/${username}/tasks/${requested.body.taskId}`
  const { body } = await eventually(
    () => client.get(path),
    (answer) => ['succeeded', 'failed'].includes(answer.body.status),
  )
  return body
}
