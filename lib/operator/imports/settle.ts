import type { Table } from '../../../shared/dynamodb.ts'
import { encodeSeams, type Seam } from '../../../shared/lives/seams.ts'
import { recomputeMilestones } from '../../../shared/milestones/recompute.ts'
import {
  type Change,
  changePlayer,
  findPlayer,
  generationOf,
  isMoving,
  type Player,
} from '../../../shared/players/players.ts'
import { isSame } from '../../../shared/records/fold.ts'
import { findRecords, putRecords } from '../../../shared/records/items.ts'
import type { Records } from '../../../shared/records/kept.ts'
import { remaking } from '../../../shared/snapshots/remake.ts'
import { changeRests } from '../../../shared/snapshots/rests.ts'
import { ImportError } from '../reasons.ts'
import type { Writer } from './writer.ts'

type RestOf<F> = F extends (table: Table, player: Player, now: number, ...rest: infer Rest) => unknown ? Rest : never

const gone = ({ username }: Player): ImportError =>
  new ImportError(`"${username}" was removed, or is being given another name. What is done so far can be done again.`)

/** The player as it is now. Throws `ImportError` when it is not the one any more that was read, or on its way to another name. */
export const stillThere = async (table: Table, player: Player): Promise<Player> => {
  const current = await findPlayer(table, player.key)
  if (!current || current.deletedAt !== undefined || generationOf(current) !== generationOf(player)) throw gone(player)
  if (isMoving(current)) throw gone(player)
  return current
}

const sameSeams = (seams: readonly Seam[] = []) =>
  seams.length > 0
    ? { expression: 'seams = :before', values: { ':before': encodeSeams(seams) } }
    : { expression: 'attribute_not_exists(seams)', values: {} }

/** Changes a player, whatever a fetch changes at the same time: `step` is called with the player as it is then. */
export const changeStill = async (table: Table, player: Player, step: (player: Player) => Change): Promise<Player> => {
  for (;;) {
    const current = await stillThere(table, player)
    const changed = await changePlayer(table, current, step(current), sameSeams(current.seams))
    if (changed) return changed
  }
}

/** Makes the kept records what `change` makes of them, and says that what was stored since a moment has to be looked through. */
export const changeRecords = async (
  table: Table,
  player: string,
  change: (records: Records) => Records,
  to: number | undefined,
): Promise<void> => {
  for (;;) {
    const kept = await findRecords(table, player)
    const before = kept?.records ?? new Map()
    const records = change(before)
    const until = to ?? kept?.to ?? 0
    if (kept ? isSame(before, records) && kept.to === until : records.size === 0) return
    if (await putRecords(table, player, { records, to: until }, kept)) return
  }
}

/** Makes anew what is made of days. */
export const settleDays = async (table: Table, player: Player, writer: Writer): Promise<void> => {
  const made = await remaking(table, player)
  await writer.put(made.puts)
  await writer.delete(made.deletes)
  await changeRests(table, player.key, made)
}

/**
 * Makes the milestones anew, as `recomputeMilestones` does, and once more where somebody was fetched meanwhile; the player as it is
 * then, who has been told of all.
 */
export const settleMilestones = async (
  table: Table,
  player: Player,
  now: number,
  ...which: RestOf<typeof recomputeMilestones>
): Promise<Player> => {
  const { latest } = player
  await recomputeMilestones(table, player, Math.max(now, latest?.at ?? 0), ...which)
  const changed = await changeStill(table, player, () => ({ milestonesTo: latest?.at }))
  return changed.latest?.at === latest?.at ? changed : settleMilestones(table, changed, now, ...which)
}
