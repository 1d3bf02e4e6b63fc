import type { Table } from '../dynamodb.ts'
import type { Mode } from '../hiscores/boards.ts'
import { combatLevel } from '../hiscores/levels.ts'
import { isoTime } from '../http/time.ts'
import { isNotFound } from '../players/missing.ts'
import type { Player } from '../players/players.ts'
import { womIdOf } from '../players/wom-id.ts'
import { newestStatesOf } from '../progress/newest.ts'
import type { State } from '../snapshots/items.ts'
import { freeBosses, keysHere, memberSkills, type SkillKey } from './metrics.ts'
import type { playerBuilds, playerTypes } from './requests.ts'
import { type Metrics, metricsOf, womSnapshot } from './snapshot.ts'

type Type = (typeof playerTypes)[number]
type Build = (typeof playerBuilds)[number]

const types: Partial<Record<Mode, Type>> = {
  ironman: 'ironman',
  hardcore_ironman: 'hardcore',
  ultimate_ironman: 'ultimate',
}

/** The type of an account; of a board that is none of theirs it is a regular one. */
export const typeOf = ({ mode }: Pick<Player, 'mode'>): Type => types[mode] ?? 'regular'

const combatOf = ({ skills }: Metrics): number => combatLevel((skill) => skills[skill as SkillKey].level)!

const isFree = ({ skills, bosses }: Metrics): boolean =>
  memberSkills.every((skill) => skills[skill].experience <= 0) &&
  Object.values(bosses).every(({ metric, kills }) => kills <= 0 || freeBosses.includes(metric))

/** How a character is built, by its newest state: the first that fits. */
export const buildOf = (metrics: Metrics): Build => {
  const { hitpoints, defence } = metrics.skills
  const low = combatOf(metrics) <= 3
  if (isFree(metrics)) return low ? 'f2p_lvl3' : 'f2p'
  if (low) return 'lvl3'
  if (hitpoints.level === 10) return 'hp10'
  if (defence.level === 1) return 'def1'
  return defence.level >= 40 && defence.level <= 45 ? 'zerker' : 'main'
}

/** Whoever the hiscores do not know any more has no rank, and a rise under review is what they call flagged. */
const statusOf = ({ missing, review }: Player) => {
  if (isNotFound(missing)) return 'unranked' as const
  return review ? ('flagged' as const) : ('active' as const)
}

const view = (player: Player, id: number, state: State | undefined, metrics: Metrics) => ({
  id,
  username: player.key.replaceAll('_', ' '),
  displayName: player.username,
  type: typeOf(player),
  build: state ? buildOf(metrics) : ('main' as const),
  status: statusOf(player),
  country: null,
  patron: false,
  exp: Math.max(0, metrics.skills.overall.experience),
  // Until there are rates.
  ...{ ehp: 0, ehb: 0, ttm: 0, tt200m: 0 },
  registeredAt: isoTime(player.addedAt) as string,
  updatedAt: isoTime(player.lastFetchedAt),
  lastChangedAt: isoTime(player.lastChangedAt),
  lastImportedAt: null,
})

const seen = async (table: Table, players: readonly Player[]) => {
  const [keyHere, newest, ids] = await Promise.all([
    keysHere(table),
    newestStatesOf(table, players),
    Promise.all(players.map((player) => womIdOf(table, player))),
  ])
  return players.map((player, index) => {
    const state = newest.get(player.key)
    const id = ids[index]!
    return { player: view(player, id, state, metricsOf(state, keyHere)), id, state, keyHere }
  })
}

/** Players as these programs read them. Nothing more is read for it, but for those who have no number yet. */
export const womPlayers = async (table: Table, players: readonly Player[]) =>
  (await seen(table, players)).map(({ player }) => player)

/** A player with its newest state. */
export const womDetails = async (table: Table, player: Player) => {
  const [{ player: shown, id, state, keyHere }] = (await seen(table, [player])) as [
    Awaited<ReturnType<typeof seen>>[number],
  ]
  return {
    ...shown,
    combatLevel: state ? combatOf(metricsOf(state, keyHere)) : 3,
    archive: null,
    annotations: [],
    latestSnapshot: state ? womSnapshot(id, state, keyHere) : null,
  }
}
