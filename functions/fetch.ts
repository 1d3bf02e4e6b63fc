import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { readEnv } from '../shared/env.ts'
import { log } from '../shared/log.ts'
import { openQueue, putOff, readMessage } from '../shared/pace/message.ts'
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
  const records = event.Records.map(({ messageId, body }) => ({ messageId, message: readMessage(body) }))
  const messages = records.flatMap(({ message }) => message ?? [])
  const players = messages.map(({ player }) => player)
  const { crashed, later, laterAt, dropped, endings } = await fetchPlayers(
    fetching,
    players,
    Date.now() + context.getRemainingTimeInMillis(),
  )
  countFetches(endings)
  await putOff(queue, messages, later, laterAt - Date.now())
  if (dropped.length > 0) log.info('left to the schedule', { players: dropped })
  const returned = records.filter(({ message }) => message === undefined || crashed.has(message.player))
  for (const { messageId } of returned) log.warn('message returned', { messageId })
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
