import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { type Table, unlessRefused } from '../../shared/dynamodb.ts'
import { findPlayer } from '../../shared/players/players.ts'
import { isSame, recomputeRecords } from '../../shared/records/fold.ts'
import { decodeRecords, findRecords, putRecords } from '../../shared/records/items.ts'
import { mergeRecords } from '../../shared/records/kept.ts'
import { decodeMoments } from '../../shared/snapshots/items.ts'
import { keepSnapshots } from '../../shared/snapshots/keep.ts'
import { keyOfPK } from '../../shared/snapshots/key.ts'
import { pages } from '../../shared/snapshots/query.ts'

/*
 * What an import makes of records, and of the states that stay for their sake. What two trackers kept is one afterwards, and
 * doing it again changes nothing.
 */

type Item = Record<string, unknown> & { PK: string; SK: string }

/** Puts the records of a backup where there are none, or better ones than there are; what two trackers know is merged. */
export const importRecords = async (table: Table, item: Item): Promise<void> => {
  const key = keyOfPK(item.PK)
  const given = decodeRecords(item)
  for (;;) {
    const kept = await findRecords(table, key)
    const records = mergeRecords(kept?.records ?? new Map(), given.records)
    if (kept && isSame(kept.records, records) && given.to <= kept.to) return
    // Byte for byte what it was there, the count of changes included, unless there is more here.
    const put =
      isSame(given.records, records) && given.to >= (kept?.to ?? 0)
        ? unlessRefused(table.client.send(new PutCommand({ TableName: table.name, Item: item })))
        : putRecords(table, key, { records, to: Math.max(given.to, kept?.to ?? 0) }, kept)
    if (await put) return
  }
}

/** Puts a snapshot whose time is over, unless it was made to stay. */
export const importExpired = async (table: Table, item: Item): Promise<void> => {
  const ConditionExpression = 'attribute_not_exists(PK) OR attribute_exists(expiresAt)'
  await unlessRefused(table.client.send(new PutCommand({ TableName: table.name, Item: item, ConditionExpression })))
}

/**
 * Makes good what an import has done to a player's records: the snapshots that are to stay do, as the days tell; and where other
 * days are stored than the backup had, `given` by their moments, windows between states of the two have records as well.
 */
export const settleRecords = async (table: Table, key: string, given: ReadonlySet<number>): Promise<void> => {
  const player = await findPlayer(table, key)
  if (!player || player.deletedAt !== undefined) return
  const stored: number[] = []
  const kept: number[] = []
  for await (const days of pages(table, key, { from: 'DAY#', to: 'DAY#~', consistent: true })) {
    stored.push(...days.map(({ at }) => at))
    kept.push(...days.flatMap((day) => (day.kept ? decodeMoments(day.at, day.kept) : [])))
  }
  const now = Date.now()
  await keepSnapshots(table, key, kept, now)
  if (stored.length !== given.size || stored.some((at) => !given.has(at))) await recomputeRecords(table, player, now)
}
