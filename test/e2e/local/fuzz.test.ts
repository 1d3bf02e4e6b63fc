import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from '../client.ts'
import { type AnyRequest, anyRequest } from './requests.ts'
import { type OwnStack, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack()
  for (const username of ['Zezima', 'Sim 10', 'Iron Will']) await stack.admin.post('/players', { username })
})
afterAll(() => stack?.stop())

const count = 10_000
const atOnce = 4

const authorization = (as: AnyRequest['as']): Record<string, string> => {
  switch (as) {
    case 'admin':
    case 'viewer':
      return { authorization: `Bearer ${stack[as].token}` }
    case 'garbage':
      return { authorization: 'Bearer a.b.c' }
    case 'nobody':
      return {}
    default:
      return as satisfies never
  }
}

/** What is wrong with the answer to a request, in a line; undefined when nothing is. */
const faultOf = async ({
  method,
  path,
  as,
  headers,
  body,
}: AnyRequest): Promise<[fault: string | undefined, status: number]> => {
  const sent = { headers: { ...headers, ...authorization(as) }, ...(body !== undefined && { body }) }
  try {
    const { status } = await request(stack.url, method, path, sent)
    // The hiscores may keep a look-up waiting too long for its turn, which is documented; nothing else may fail.
    return [status >= 500 && status !== 503 ? `${status}` : undefined, status]
  } catch (error) {
    return [(error as Error).message, 0]
  }
}

describe('any requests at all', () => {
  it('get an answer of the contract, and none is a fault of the server', { timeout: 300_000 }, async () => {
    const seed = Date.now()
    const requests = fc.sample(anyRequest, { numRuns: count, seed })
    const faults: string[] = []
    const statuses = new Map<number, number>()
    let next = 0
    const work = async (): Promise<void> => {
      while (next < requests.length) {
        const each = requests[next++]!
        const [fault, status] = await faultOf(each)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (fault) faults.push(`${JSON.stringify(each).slice(0, 500)}: ${fault}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    const errors = stack.log.filter((line) => line.includes('"request failed"'))
    expect({ seed, faults: faults.slice(0, 20), errors: errors.slice(0, 20) }).toEqual({ seed, faults: [], errors: [] })
    expect(next).toBe(count)
    // It would prove little if most were turned away.
    for (const status of [201, 202, 204, 304, 400, 401, 403, 404, 405, 409])
      expect([...statuses.keys()]).toContain(status)
    expect(statuses.get(200)).toBeGreaterThan(count / 5)
  })
})
