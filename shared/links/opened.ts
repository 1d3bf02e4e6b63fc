import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { parse } from '../http/parse.ts'
import { findPlayers, isTracked, type Player } from '../players/players.ts'
import { playerPath } from '../players/requests.ts'
import { notTracked, trackedPlayer } from '../players/tracked.ts'
import { findLink, type Link } from './links.ts'
import { linkIdOf } from './slug.ts'

/** A link that somebody came by; undefined when there is none with this secret, or none any more. */
export const linkBehind = async (table: Table, slug: string, now: number): Promise<Link | undefined> => {
  const linkId = linkIdOf(slug)
  return linkId === undefined ? undefined : findLink(table, linkId, now)
}

/** As {@link linkBehind}. Throws `not_found`, which does not say whether there ever was one. */
export const openLink = async (table: Table, slug: string, now: number): Promise<Link> => {
  const link = await linkBehind(table, slug, now)
  if (!link) throw new ApiError('not_found', 'There is nothing at this path.')
  return link
}

/** The players that a link shows, in the order of their names, but for those that are not tracked any more. */
export const linkedPlayers = async (table: Table, { players }: Link): Promise<Player[]> =>
  (await findPlayers(table, players.map(canonicalName).toSorted())).filter(isTracked)

/** One of the players that a link shows, by its name in any spelling. Throws as for a name that nobody tracks for all others. */
export const linkedPlayer = async (table: Table, { players }: Link, username: unknown): Promise<Player> => {
  const asked = parse(playerPath, { username }).username
  if (!players.map(canonicalName).includes(canonicalName(asked))) throw notTracked(asked)
  return trackedPlayer(table, asked, { consistent: false })
}
