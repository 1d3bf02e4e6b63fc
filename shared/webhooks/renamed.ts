import type { Table } from '../dynamodb.ts'
import { announce } from '../outbox/outbox.ts'
import { readPace } from '../pace/pace.ts'
import type { Moved, OnMoved } from '../players/moving.ts'
import { changeWebhook, findWebhook, listWebhooks, type Webhook } from './webhooks.ts'

// More than one finds cut short at a time.
const mostFollowed = 5

/** The players of a webhook that tells of some alone, after a move, each once; undefined where the move is not about them. */
const playersAfter = ({ players }: Webhook, moved: readonly Moved[]): Webhook['players'] => {
  const named = players?.map((each) => moved.find(({ from }) => from.key === each.key)?.to ?? each)
  if (!named || named.every((each, index) => each === players![index])) return undefined
  return [...new Map(named.map(({ key, username }) => [key, { key, username }])).values()]
}

/** Has a webhook go on telling of its players under their new names, unless it was done before: names that were exchanged would be so again. */
const follow = async (table: Table, webhook: Webhook, moved: readonly Moved[], begunAt: number): Promise<void> => {
  const players = playersAfter(webhook, moved)
  const { followed: before = [] } = webhook
  if (!players || before.includes(begunAt)) return
  const followed = [...before, begunAt].slice(-mostFollowed)
  if (await changeWebhook(table, webhook, { players, followed, mailAt: webhook.mailAt })) return
  const again = await findWebhook(table, webhook.webhookId)
  if (again) await follow(table, again, moved, begunAt)
}

/**
 * Tells of players that have other names, by a move that was begun at a moment: webhooks that tell of them go on doing so, and those
 * who want it are told. Once, however often a move is taken up again. A read unit where there are no webhooks.
 */
export const tellingMoved =
  (table: Table): OnMoved =>
  async (moved, begunAt) => {
    const webhooks = await listWebhooks(table)
    if (webhooks.length === 0) return
    for (const webhook of webhooks) await follow(table, webhook, moved, begunAt)
    const { wanted } = await readPace(table)
    for (const { from, to } of moved) {
      const happenings = [{ event: 'renamed', formerly: from.username } as const]
      const id = `renamed ${from.key} ${to.key} ${new Date(begunAt).toISOString()}`
      await announce(table, { id, at: begunAt, player: to.key, username: to.username, happenings }, wanted)
    }
  }
