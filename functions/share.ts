import { renderToString } from 'preact-render-to-string'
import { type About, calendarAnswer, historyAnswer, recordsAnswer, seriesAnswer } from '../shared/api/about-player.ts'
import { openToAll } from '../shared/api/open.ts'
import { endedPageReply, sharedPageReply } from '../shared/api/shared-page.ts'
import { overviewOf } from '../shared/days/overview.ts'
import { overviewQuery } from '../shared/days/requests.ts'
import { openTable } from '../shared/dynamodb.ts'
import { positive, readEnv, text } from '../shared/env.ts'
import { preferred } from '../shared/http/accept.ts'
import { jsonOrCsv } from '../shared/http/csv.ts'
import { ApiError } from '../shared/http/errors.ts'
import { originOf } from '../shared/http/origin.ts'
import { parse } from '../shared/http/parse.ts'
import { imageOf } from '../shared/links/image.ts'
import type { Link } from '../shared/links/links.ts'
import { linkedPlayer, linkedPlayers, openLink } from '../shared/links/opened.ts'
import { boardPreview, playerPreview, playersPreview } from '../shared/links/preview.ts'
import { imageQuery } from '../shared/links/requests.ts'
import { linkIdOf } from '../shared/links/slug.ts'
import { playerPath } from '../shared/players/requests.ts'
import { leaderboard, leaderboardTable } from '../shared/progress/leaderboard.ts'
import { knownMetric, metricList } from '../shared/progress/metrics.ts'
import { leaderboardQuery, statsQuery } from '../shared/progress/requests.ts'
import { statsAt } from '../shared/progress/stats-at.ts'
import { chartImage } from '../web/charts/image.tsx'

const env = readEnv({ TRACKER_TABLE: text, RETENTION_DAYS: positive })
const table = openTable(env.TRACKER_TABLE)
const present = () => ({ now: Date.now(), retentionDays: env.RETENTION_DAYS })

type Request = Parameters<Parameters<typeof openToAll<'share'>>[0]['GET /s/{slug}']>[0]

/** Answers a question about what a link shows, with the parameters of the path but for the link's secret. */
const behind =
  (answer: (link: Link, request: Request, slug: string) => ReturnType<About>) =>
  async ({ params: { slug = '', ...params }, ...request }: Request): ReturnType<About> =>
    answer(await openLink(table, slug, Date.now()), { ...request, params }, slug)

const about = (answer: About) =>
  behind((link, request) =>
    answer(request, () => linkedPlayer(table, link, request.params.username), { table, present: present() }),
  )

/** The page for whoever has a link; for people one that says so when there is nothing behind it. */
const page = (tell: (link: Link, request: Request) => Promise<{ title: string; description: string; of?: string }>) => {
  const show = behind(async (link, request, slug) => {
    const { of, ...told } = await tell(link, request)
    const origin = originOf(request.headers)
    const image = of && `${origin}/s/${slug}/${encodeURIComponent(of)}/overall.svg`
    return sharedPageReply({ ...told, url: origin + encodeURI(request.path), image })
  })
  return async (request: Request): ReturnType<About> => {
    try {
      return await show(request)
    } catch (error) {
      const missing = error instanceof ApiError && ['not_found', 'player_not_tracked'].includes(error.code)
      const html = preferred(request.headers.accept, ['application/json', 'text/html']) === 'text/html'
      if (missing && html) return endedPageReply()
      throw error
    }
  }
}

const image = behind(async (link, { params: { username, file = '' }, query }) => {
  const [, name] = /^(\w{1,100})\.svg$/.exec(file) ?? []
  if (name === undefined) throw new ApiError('not_found', 'There is nothing at this path.')
  const { days, theme } = parse(imageQuery, query, [playerPath, { username }])
  const metric = await knownMetric(table, name.toLowerCase(), 'file')
  const player = await linkedPlayer(table, link, username)
  const drawn = chartImage({ ...(await imageOf(table, player, { metric, days }, Date.now())), theme })
  return {
    text: { type: 'image/svg+xml', body: renderToString(drawn) },
    // Nothing that is drawn runs or loads anything, wherever it is opened.
    headers: { 'content-security-policy': "default-src 'none'; sandbox" },
  }
})

export const handler = openToAll<'share'>(
  {
    'GET /s/{slug}': page(async (link) => {
      const players = await linkedPlayers(table, link)
      return { ...(await playersPreview(table, players)), ...(players[0] && { of: players[0].key }) }
    }),

    'GET /s/{slug}/board': page(async (link) => boardPreview(await linkedPlayers(table, link))),

    'GET /s/{slug}/player/{username}': async (request) => {
      const { username = '', ...params } = request.params
      // No name has a dot: it is the image of a player whose own name is "Player".
      if (username.includes('.'))
        return image({ ...request, params: { ...params, username: 'player', file: username } })
      return page(async (link) => {
        const player = await linkedPlayer(table, link, username)
        return { ...(await playerPreview(table, player)), of: player.key }
      })(request)
    },

    'GET /s/{slug}/{username}/{file}': image,

    'GET /s/{slug}/data/overview': behind(async (link, { query }) => {
      const { tz } = parse(overviewQuery, query)
      const players = await linkedPlayers(table, link)
      return { body: await overviewOf(table, players, tz, present()) }
    }),

    'GET /s/{slug}/data/metrics': behind(async () => ({ body: await metricList(table) })),

    'GET /s/{slug}/data/leaderboard': behind(async (link, { query, headers }) => {
      const asked = parse(leaderboardQuery, query)
      const { metric } = await knownMetric(table, asked.metric)
      const wanted = (await linkedPlayers(table, link)).filter(
        ({ active, mode }) => (active || asked.active === 'all') && (asked.mode ?? mode) === mode,
      )
      const active = asked.active === 'all' ? 'all' : true
      const found = await leaderboard(table, { ...asked, metric, active }, present(), [wanted])
      return jsonOrCsv(headers.accept, found, () => leaderboardTable(found))
    }),

    'GET /s/{slug}/data/players/{username}/stats': behind(async (link, { params, query }) => {
      const asked = parse(statsQuery, query, [playerPath, params])
      return { body: await statsAt(table, await linkedPlayer(table, link, params.username), asked, Date.now()) }
    }),

    'GET /s/{slug}/data/players/{username}/history': about(historyAnswer),
    'GET /s/{slug}/data/players/{username}/history/{metric}': about(seriesAnswer),
    'GET /s/{slug}/data/players/{username}/records': about(recordsAnswer),
    'GET /s/{slug}/data/players/{username}/calendar': about(calendarAnswer),
  },
  // Whoever reads the log must not be able to open what a link shows.
  ({ pathParameters, rawPath }) => {
    const linkId = linkIdOf(pathParameters?.slug ?? '')
    return { who: linkId && `link:${linkId.slice(0, 8)}`, path: rawPath.split('/').with(2, '...').join('/') }
  },
)
