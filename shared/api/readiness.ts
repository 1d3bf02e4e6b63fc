import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../dynamodb.ts'
import { ApiError, retryAfter } from '../http/errors.ts'
import { log } from '../log.ts'
import { depth, type Queue } from '../pace/message.ts'

// Any key serves: what counts is that the table answers. This one may be read by every function.
const probe = async (table: Table): Promise<void> => {
  await table.client.send(new GetCommand({ TableName: table.name, Key: { PK: 'PUBLIC_KEY', SK: 'none' } }))
}

// A store that is away for a moment is back by then.
const retryMs = 10_000

/** Throws `not_ready`, with one issue per store that cannot be reached. */
const assertReady = async (tables: Record<string, Table>, queues: Record<string, Queue>): Promise<void> => {
  const checks: [string, Promise<unknown>][] = [
    ...Object.entries(tables).map(([name, table]): [string, Promise<unknown>] => [name, probe(table)]),
    ...Object.entries(queues).map(([name, queue]): [string, Promise<unknown>] => [name, depth(queue)]),
  ]
  const results = await Promise.allSettled(checks.map(([, check]) => check))
  const issues = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return []
    const path = checks[index]![0]
    log.error('not ready', { store: path, error: result.reason as Error })
    return [{ path, message: 'cannot be reached' }]
  })
  if (issues.length > 0) {
    const headers = retryAfter(retryMs)
    throw new ApiError('not_ready', 'Not everything that is needed can be reached.', { issues, headers })
  }
}

// Anybody may ask, as often as the gateway lets him, and each answer costs two reads and two requests to SQS.
const freshMs = 5_000

/**
 * Says whether all that is needed can be reached; throws `not_ready` otherwise, with one issue per store that cannot. What
 * was found is told again for five seconds.
 */
export const readiness = (tables: Record<string, Table>, queues: Record<string, Queue>) => {
  let last: { at: number; outcome: Promise<void> } | undefined
  return (now: number): Promise<void> => {
    if (!last || now - last.at >= freshMs || now < last.at) last = { at: now, outcome: assertReady(tables, queues) }
    return last.outcome
  }
}
