import { isoTime } from '../http/time.ts'
import type { Player } from './players.ts'

/** A player as the API shows it. */
export const playerView = (player: Player) => ({
  username: player.username,
  mode: player.mode,
  autoMode: player.autoMode ?? false,
  review: player.review ? { at: isoTime(player.review.at[0]), kind: 'rise' as const } : null,
  active: player.active,
  addedAt: isoTime(player.addedAt),
  lastFetchedAt: isoTime(player.lastFetchedAt),
  lastChangedAt: isoTime(player.lastChangedAt),
  nextFetchAt: player.active ? isoTime(player.nextFetchAt) : null,
  fetchIntervalMinutes: player.fetchIntervalMinutes ?? null,
  lastOutcome: player.lastOutcome ?? null,
})

/** The attributes that a list of views takes, with what tells whether somebody is in it: a third of what is stored of a player. */
export const viewFields = (
  'PK username mode autoMode review active addedAt lastFetchedAt lastChangedAt nextFetchAt ' +
  'fetchIntervalMinutes lastOutcome failures hidden deletedAt'
).split(' ')
