import type { Table } from '../dynamodb.ts'
import { canonicalName } from '../hiscores/names.ts'
import { ApiError } from '../http/errors.ts'
import { invalid } from '../http/parse.ts'
import { isoTime } from '../http/time.ts'
import { findPlayers, isTracked } from '../players/players.ts'
import { notTracked } from '../players/tracked.ts'
import { type Link, listLinks, mostLinks, putLink } from './links.ts'
import { linkIdOf, newSlug } from './slug.ts'

/** A link as the API shows it. */
export const linkView = ({ linkId, players, createdAt, endsAt }: Link) => ({
  linkId,
  players,
  expiresAt: isoTime(endsAt),
  createdAt: isoTime(createdAt),
})

/** The moment at which a link is to end. Throws `validation_failed` unless it is to come. */
export const endOf = (expiresAt: string | null | undefined, now: number): number | undefined => {
  if (expiresAt === null || expiresAt === undefined) return undefined
  const end = Date.parse(expiresAt)
  if (end <= now) throw invalid({ path: 'expiresAt', message: 'must be in the future' })
  return end
}

/**
 * Makes a link to some players, and returns it with its secret, which is nowhere else. Throws `player_not_tracked` for the first
 * who is not tracked, and `too_many_links`.
 */
export const makeLink = async (
  table: Table,
  asked: { players: readonly string[]; expiresAt?: number | undefined },
  now: number,
): Promise<{ link: Link; slug: string }> => {
  const wanted = new Map(asked.players.map((name) => [canonicalName(name), name]))
  const found = new Map(
    (await findPlayers(table, [...wanted.keys()])).filter(isTracked).map((each) => [each.key, each]),
  )
  for (const [key, name] of wanted) if (!found.has(key)) throw notTracked(name)
  if ((await listLinks(table, now)).length >= mostLinks) {
    throw new ApiError('too_many_links', `There are ${mostLinks} links already; one has to be revoked first.`)
  }
  const slug = newSlug()
  const players = [...found.values()].map(({ username }) => username)
  const link = { linkId: linkIdOf(slug)!, players, createdAt: now, endsAt: asked.expiresAt }
  await putLink(table, link)
  return { link, slug }
}
