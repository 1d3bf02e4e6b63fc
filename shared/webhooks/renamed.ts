import type { Table } from '../dynamodb.ts'
import { announce } from '../outbox/outbox.ts'
import { readPace } from '../pace/pace.ts'
import type { Player } from '../players/players.ts'
import { changeWebhook, listWebhooks } from './webhooks.ts'

/** A player before and after it was given another name. */
export interface Renamed {
  from: Pick<Player, 'key' | 'username'>
  to: Pick<Player, 'key' | 'username'>
}

/**
 * Tells of players that have other names now: webhooks that tell of them go on doing so, and those who want it are told. A
 * read unit where there are no webhooks.
 */
export const tellRenamed = async (table: Table, all: readonly Renamed[], now: number): Promise<void> => {
  const { wanted } = await readPace(table)
  const renamed = all.filter(({ from, to }) => from.key !== to.key)
  if (wanted.length === 0 || renamed.length === 0) return
  for (const webhook of await listWebhooks(table)) {
    const named = webhook.players?.map((each) => renamed.find(({ from }) => from.key === each.key)?.to ?? each)
    if (!named || named.every((each, index) => each === webhook.players![index])) continue
    const players = [...new Map(named.map(({ key, username }) => [key, { key, username }])).values()]
    await changeWebhook(table, webhook, { players, mailAt: webhook.mailAt })
  }
  for (const { from, to } of renamed) {
    const happenings = [{ event: 'renamed', formerly: from.username } as const]
    const id = `renamed ${from.key} ${to.key} ${new Date(now).toISOString()}`
    await announce(table, { id, at: now, player: to.key, username: to.username, happenings }, wanted)
  }
}
