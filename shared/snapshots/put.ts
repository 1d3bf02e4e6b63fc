import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../dynamodb.ts'
import { dayMs, daySK, encode, encodeMoments, type Snapshot, type State, snapSK, type Tier } from './items.ts'
import { playerPK } from './key.ts'
import { quarterSK, untellQuarters } from './quarters.ts'

const expiryOf = (at: number, retentionDays: number) => ({ expiresAt: Math.ceil((at + retentionDays * dayMs) / 1000) })

/**
 * Stores a snapshot until `retentionDays` have passed, with the moments of the earlier ones of its day. Storing the same one
 * twice changes nothing.
 */
export const putSnapshot = async (
  table: Table,
  player: string,
  { earlier, ...snapshot }: Snapshot & Pick<State, 'earlier'>,
  retentionDays: number,
): Promise<void> => {
  const Item = {
    PK: playerPK(player),
    SK: snapSK(snapshot.at),
    ...(await encode(table, snapshot)),
    ...expiryOf(snapshot.at, retentionDays),
    ...(earlier.length > 0 && { earlier: encodeMoments(earlier) }),
  }
  await table.client.send(new PutCommand({ TableName: table.name, Item }))
}

/** Puts a state where the last one of a quarter, day, week or month is, unless a later one is there already. */
const putLast = async (
  table: Table,
  player: string,
  SK: string,
  snapshot: Snapshot,
  beside: Record<string, unknown> = {},
): Promise<void> => {
  const Item = { PK: playerPK(player), SK, ...(await encode(table, snapshot)), ...beside }
  await unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: 'attribute_not_exists(PK) OR #at < :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': snapshot.at },
      }),
    ),
  )
}

/** What a day tells besides its state. */
export type Day = Pick<State, 'at' | 'kept' | 'quarters'>

/** Puts a day that tells of quarters where it still is as it was `before`, or as it becomes; false when it is not. */
const putTelling = async (
  table: Table,
  player: string,
  state: Snapshot,
  { kept, quarters }: { kept: object; quarters: number },
  before: Day | undefined,
): Promise<boolean> => {
  const Item = { PK: playerPK(player), SK: daySK(state.at), ...(await encode(table, state)), ...kept, q: quarters }
  const as = before ? '(#at = :before AND q = :told)' : 'attribute_not_exists(PK)'
  return unlessRefused(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: `${as} OR (#at = :at AND q = :quarters)`,
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ...{ ':at': state.at, ':quarters': quarters },
          ...(before && { ':before': before.at, ':told': before.quarters }),
        },
      }),
    ),
  )
}

/**
 * Makes a state the last one known on its day, unless a later one is there already. `kept` are the moments of those snapshots
 * of the day that stay for ever. Of `quarters` it tells only where the day has not changed since it was read, as it was `before`:
 * somebody else may have stored what they lack. What the day tells then.
 */
export const putDay = async (
  table: Table,
  player: string,
  state: Snapshot,
  { kept = [], quarters, before }: Partial<Pick<Day, 'kept' | 'quarters'>> & { before?: Day | undefined } = {},
): Promise<Day> => {
  const moments = kept.length > 0 ? { kept: encodeMoments(kept) } : {}
  if (quarters !== undefined) {
    if (await putTelling(table, player, state, { kept: moments, quarters }, before)) {
      return { at: state.at, kept, quarters }
    }
    await untellQuarters(table, player, state.at)
  }
  await putLast(table, player, daySK(state.at), state, moments)
  return { at: state.at, kept, quarters: undefined }
}

/** Makes a change the last one of its quarter, unless a later one is there already, until its snapshot expires. */
export const putQuarter = (table: Table, player: string, change: Snapshot, retentionDays: number): Promise<void> =>
  putLast(table, player, quarterSK(change.at), change, expiryOf(change.at, retentionDays))

/** Makes a state the last one known in its week or month, unless a later one is there already. */
export const putLastOf = (table: Table, player: string, { key }: Tier, state: Snapshot): Promise<void> =>
  putLast(table, player, key(state.at), state)
