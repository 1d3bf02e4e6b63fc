import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { batchGet, type Table, unlessRefused } from '../dynamodb.ts'
import { alive, dateOf, daySK, decodeMoments, encodeMoments, itemOf, snapSK } from './items.ts'
import { playerPK } from './key.ts'

/** Takes the end away from a snapshot, unless it has passed. */
const keepSnapshot = (table: Table, player: string, at: number, now: number): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK: playerPK(player), SK: snapSK(at) },
        UpdateExpression: 'REMOVE expiresAt',
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeValues: { ':now': Math.floor(now / 1000) },
      }),
    ),
  )

/** Notes in a day which of its snapshots stay, for who reads many players by their keys. */
const noteKept = (table: Table, player: string, moments: readonly number[]): Promise<boolean> =>
  unlessRefused(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK: playerPK(player), SK: daySK(moments[0]!) },
        UpdateExpression: 'SET kept = :kept',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':kept': encodeMoments(moments) },
      }),
    ),
  )

/**
 * Makes the snapshots of some moments stay for ever, but those that a day which is over repeats, and those that have expired.
 * Doing it twice changes nothing. Two read units a moment at most, and two write units for each that is made to stay.
 */
export const keepSnapshots = async (
  table: Table,
  player: string,
  moments: readonly number[],
  now: number,
): Promise<void> => {
  const keys = new Set([...moments.map(snapSK), ...moments.map(daySK)])
  const PK = playerPK(player)
  const items = (
    await batchGet(
      table,
      [...keys].map((SK) => ({ PK, SK })),
      { consistent: true },
    )
  ).map((item) => ({ ...itemOf(item), SK: item.SK as string }))
  const stored = new Map(items.map((item) => [item.SK, item]))
  const kept = new Map<string, Set<number>>()
  for (const at of moments) {
    const snap = alive(stored.get(snapSK(at)), now)
    const day = stored.get(daySK(at))
    if (!snap || (day?.at === at && dateOf(at) !== dateOf(now))) continue
    if (snap.expiresAt !== undefined && !(await keepSnapshot(table, player, at, now))) continue
    const noted = kept.get(daySK(at)) ?? new Set(day?.kept ? decodeMoments(at, day.kept) : [])
    kept.set(daySK(at), noted.add(at))
  }
  for (const [SK, all] of kept) {
    const before = stored.get(SK)?.kept
    if (before && decodeMoments([...all][0]!, before).length === all.size) continue
    await noteKept(
      table,
      player,
      [...all].sort((a, b) => a - b),
    )
  }
}
