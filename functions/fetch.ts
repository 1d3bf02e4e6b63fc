import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { readEnv } from '../shared/env.ts'
import { log } from '../shared/log.ts'
import { enqueue, openQueue, readMessage } from '../shared/pace/message.ts'
import { fetchPlayers } from '../shared/tracking/fetch.ts'
import { countFetches } from '../shared/tracking/metrics.ts'
import { openFetching } from '../shared/tracking/settings.ts'

const fetching = openFetching()
const queue = openQueue(readEnv({ FETCH_QUEUE_URL: z.url() }).FETCH_QUEUE_URL)

/** Fetches the players of a batch; only the messages that crashed, or that nobody understands, come back. */
export const handler = async (
  event: SQSEvent,
  context: { getRemainingTimeInMillis: () => number },
): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(({ messageId, body }) => ({ messageId, player: readMessage(body) }))
  const players = messages.flatMap(({ player }) => player ?? [])
  const { crashed, later, laterAt, endings } = await fetchPlayers(
    fetching,
    players,
    Date.now() + context.getRemainingTimeInMillis(),
  )
  countFetches(endings)
  // As new messages: the ones at hand would count as received once more, and end with the dead letters.
  if (later.length > 0) await enqueue(queue, later, laterAt - Date.now())
  const returned = messages.filter(({ player }) => player === undefined || crashed.has(player))
  for (const { messageId } of returned) log.warn('message returned', { messageId })
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
