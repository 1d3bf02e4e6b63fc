import * as z from 'zod'
import { dayRoutes } from '../days/schemas.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { playerPath } from '../players/requests.ts'
import { progressRoutes } from '../progress/schemas.ts'
import { imageQuery, linkPath, newLink } from './requests.ts'

const link = {
  linkId: z.string().meta({ description: 'By which it is revoked.', examples: ['kq2GGbl2vOoJ6h3S0mVwXA'] }),
  players: z
    .array(z.string())
    .meta({ description: 'The names of the players that it shows, and no others.', examples: [['Zezima']] }),
  expiresAt: timeOf('When it ends; null when it does not.', '2036-08-20T18:30:00.000Z').nullable(),
}

const madeLink = z
  .strictObject({
    ...link,
    url: z.url().meta({
      description: 'Where it shows them, to whoever has this address: it is shown once, and kept nowhere.',
      examples: ['https://ledger.example/s/Vn5hRr2tT0iXo8uYw1qZ3g'],
    }),
  })
  .meta({ id: 'MadeLink' })

const linkList = z
  .strictObject({
    links: z
      .array(z.strictObject({ ...link, createdAt: timeOf('When it was made.') }).meta({ id: 'Link' }))
      .meta({ description: 'Those that are good, the newest first.' }),
  })
  .meta({ id: 'LinkList' })

const slug = z.string().meta({ description: 'The secret of the link.', examples: ['Vn5hRr2tT0iXo8uYw1qZ3g'] })
const slugPath = z.strictObject({ slug })
const image = { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>' }
const page = { 'text/html': '<!doctype html>' }
const noLink =
  'Unless there is such a link, which has neither ended nor been revoked, there is nothing at any of its paths.'

type Routes = typeof progressRoutes & typeof dayRoutes

/** What a route of the API answers about the players of a link. */
const shared = <R extends keyof Routes>(route: R, errors: RouteDoc['errors'] = []) => {
  const { params, query, response, alternatives, summary } = { ...progressRoutes, ...dayRoutes }[route] as RouteDoc
  const shape = params ? (params as z.ZodObject).shape : {}
  return {
    summary: `${summary}, for who has a link`,
    params: z.strictObject({ slug, ...shape }),
    ...(query && { query }),
    response: response as Routes[R] extends { response: infer S extends z.ZodType } ? S : never,
    ...(alternatives && { alternatives }),
    errors: ['not_found' as const, ...errors],
  }
}

const ofPlayer = ['player_not_tracked'] as const
const ofStates = ['player_not_tracked', 'no_data'] as const

/** The contract of the routes about links, and of what they show. */
export const linkRoutes = {
  'POST /links': {
    summary: 'Makes a link that shows some players to whoever has it',
    description: 'It names them: who is renamed is shown by a new link. At most a hundred are good at once.',
    body: newLink,
    status: 201,
    response: madeLink,
    errors: ['player_not_tracked', 'too_many_links'],
  },
  'GET /links': { summary: 'Lists the links that are good', response: linkList, errors: [] },
  'DELETE /links/{linkId}': { summary: 'Revokes a link, at once', params: linkPath, errors: ['link_not_found'] },
  'GET /s/{slug}': {
    summary: 'Shows the page with the players of a link',
    description: `${noLink} Who would rather have a page than JSON gets one that says so.`,
    params: slugPath,
    alternatives: page,
    errors: ['not_found'],
  },
  'GET /s/{slug}/board': {
    summary: 'Shows the page with the board of the players of a link',
    params: slugPath,
    alternatives: page,
    errors: ['not_found'],
  },
  'GET /s/{slug}/player/{username}': {
    summary: 'Shows the page with one of the players of a link',
    description: 'Or, for a file instead of a name, an image of the player whose name is "Player".',
    params: z.strictObject({ slug, ...playerPath.shape }),
    query: imageQuery,
    alternatives: { ...page, ...image },
    errors: ['not_found', 'player_not_tracked', 'no_data'],
  },
  'GET /s/{slug}/{username}/{file}': {
    summary: 'Draws one metric of a player of a link as an image, for pages elsewhere',
    description: 'It may be kept for five minutes. Days begin in UTC.',
    params: z.strictObject({
      slug,
      username: z.string().meta({ description: 'The name of the player, in any spelling.', examples: ['zezima'] }),
      file: z.string().meta({ description: 'The key of the metric, and `.svg`.', examples: ['overall.svg'] }),
    }),
    query: imageQuery,
    alternatives: image,
    errors: ['not_found', 'player_not_tracked', 'no_data'],
  },
  'GET /s/{slug}/data/overview': shared('GET /overview'),
  'GET /s/{slug}/data/metrics': shared('GET /metrics'),
  'GET /s/{slug}/data/leaderboard': shared('GET /leaderboard'),
  'GET /s/{slug}/data/players/{username}/stats': shared('GET /players/{username}/stats', ofStates),
  'GET /s/{slug}/data/players/{username}/history': shared('GET /players/{username}/history', ofStates),
  'GET /s/{slug}/data/players/{username}/history/{metric}': shared(
    'GET /players/{username}/history/{metric}',
    ofStates,
  ),
  'GET /s/{slug}/data/players/{username}/records': shared('GET /players/{username}/records', ofStates),
  'GET /s/{slug}/data/players/{username}/calendar': shared('GET /players/{username}/calendar', ofPlayer),
} as const satisfies Record<string, RouteDoc>
