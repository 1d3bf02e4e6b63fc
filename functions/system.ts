import * as z from 'zod/mini'
import { tellPlainly } from '../shared/api/answer.ts'
import { documentReply, pageFileReply } from '../shared/api/documents.ts'
import { api } from '../shared/api/handler.ts'
import { readiness } from '../shared/api/readiness.ts'
import { womPrefix } from '../shared/api/routes.ts'
import { withoutRoute } from '../shared/api/unknown.ts'
import { openTable } from '../shared/dynamodb.ts'
import { notNegative, readEnv, text } from '../shared/env.ts'
import { openQueue } from '../shared/pace/message.ts'
import { systemStatus } from '../shared/tracking/status.ts'
import { tellWom } from '../shared/wom/errors.ts'

const env = readEnv({
  TRACKER_TABLE: text,
  AUTH_TABLE: text,
  FETCH_QUEUE_URL: z.url(),
  FETCH_DLQ_URL: z.url(),
  FETCH_PACE_SECONDS: notNegative,
})
const tables = { tracker: openTable(env.TRACKER_TABLE), auth: openTable(env.AUTH_TABLE) }
const queues = { fetchQueue: openQueue(env.FETCH_QUEUE_URL), deadLetters: openQueue(env.FETCH_DLQ_URL) }
const assertReady = readiness(tables, queues)
const watched = {
  tracker: tables.tracker,
  queue: queues.fetchQueue,
  deadLetters: queues.deadLetters,
  paceMs: env.FETCH_PACE_SECONDS * 1000,
}

export const handler = api<'system'>(
  {
    'GET /health': async () => ({ body: { status: 'ok' } }),

    'GET /ready': async () => {
      await assertReady(Date.now())
      return { body: { status: 'ready' } }
    },

    'GET /system/status': async () => ({ body: await systemStatus(watched, Date.now()) }),

    'GET /openapi.json': async () => documentReply('openapi.json'),

    'GET /docs': async () => documentReply('docs.html'),

    'GET /docs/{file}': async ({ params }) => pageFileReply(params.file!),

    $default: async ({ method, path }) => withoutRoute(method, path),
  },
  // What there is not there either is told as they expect it.
  (error, event) => (event.rawPath.startsWith(womPrefix) ? tellWom(error) : tellPlainly(error, event)),
)
