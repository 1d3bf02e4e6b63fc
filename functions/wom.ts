import { api } from '../shared/api/handler.ts'
import { ApiError } from '../shared/http/errors.ts'
import { parse } from '../shared/http/parse.ts'
import type { Player } from '../shared/players/players.ts'
import { trackedPlayer } from '../shared/players/tracked.ts'
import { findByWomId } from '../shared/players/wom-id.ts'
import { openFetching } from '../shared/tracking/settings.ts'
import { womAchievements, womProgress } from '../shared/wom/achievements.ts'
import { womGainsBoard, womRecordsBoard } from '../shared/wom/boards.ts'
import { tellWom } from '../shared/wom/errors.ts'
import { womGained } from '../shared/wom/gained.ts'
import { womDetails } from '../shared/wom/player.ts'
import { womRecords } from '../shared/wom/records.ts'
import {
  womBoardQuery,
  womGainedQuery,
  womGivenWindow,
  womIdPath,
  womPath,
  womRecordsQuery,
  womSearchQuery,
  womSnapshotsQuery,
  womTimelineQuery,
  womWindow,
} from '../shared/wom/requests.ts'
import { womSearch } from '../shared/wom/search.ts'
import { womSnapshots, womTimeline } from '../shared/wom/snapshots.ts'
import { womUpdate } from '../shared/wom/update.ts'

const fetching = openFetching()
const { tracker, clock, retentionDays } = fetching
const present = () => ({ now: clock.now(), retentionDays })

type Params = Readonly<Record<string, string>>

const playerOf = ({ username }: Params): Promise<Player> => trackedPlayer(tracker, username, { consistent: false })

/** A list of which there is nothing here, of a player who has to be there all the same. */
const nothingOf = async ({ params }: { params: Params }) => {
  await playerOf(params)
  return { body: [] }
}

export const handler = api<'wom'>(
  {
    'GET /wom/v2/players/search': async ({ query }) => {
      const { username, ...part } = parse(womSearchQuery, query)
      return { body: await womSearch(tracker, username, part) }
    },

    'GET /wom/v2/players/id/{id}': async ({ params }) => {
      const { id } = parse(womIdPath, params)
      const player = await findByWomId(tracker, id)
      if (!player) throw new ApiError('player_not_tracked', `No player of the number ${id} is tracked here.`)
      return { body: await womDetails(tracker, player) }
    },

    'GET /wom/v2/players/{username}': async ({ params }) => ({
      body: await womDetails(tracker, await playerOf(params)),
    }),

    'POST /wom/v2/players/{username}': async ({ params, asker, remainingMs }) => {
      const { username } = parse(womPath, params)
      const wanted = { username, mayAdd: asker.role === 'admin' }
      const { player, added } = await womUpdate(fetching, wanted, clock.now() + remainingMs())
      return { status: added ? 201 : 200, body: await womDetails(tracker, player), subject: player.key }
    },

    'GET /wom/v2/players/{username}/gained': async ({ params, query }) => {
      const asked = parse(womGainedQuery, query, [womPath, params])
      const window = womGivenWindow(asked, clock.now())
      return { body: await womGained(tracker, await playerOf(params), window, clock.now()) }
    },

    'GET /wom/v2/players/{username}/snapshots': async ({ params, query }) => {
      const { limit, offset, ...asked } = parse(womSnapshotsQuery, query, [womPath, params])
      const window = womWindow(asked, clock.now())
      const player = await playerOf(params)
      return { body: await womSnapshots(tracker, player, window, { limit, offset }, clock.now()) }
    },

    'GET /wom/v2/players/{username}/snapshots/timeline': async ({ params, query }) => {
      const { metric, ...asked } = parse(womTimelineQuery, query, [womPath, params])
      const window = womWindow(asked, clock.now())
      return { body: await womTimeline(tracker, await playerOf(params), metric, window, clock.now()) }
    },

    'GET /wom/v2/players/{username}/records': async ({ params, query }) => {
      const wanted = parse(womRecordsQuery, query, [womPath, params])
      return { body: await womRecords(tracker, await playerOf(params), wanted, clock.now()) }
    },

    'GET /wom/v2/players/{username}/achievements': async ({ params }) => ({
      body: await womAchievements(tracker, await playerOf(params)),
    }),

    'GET /wom/v2/players/{username}/achievements/progress': async ({ params }) => ({
      body: await womProgress(tracker, await playerOf(params)),
    }),

    'GET /wom/v2/players/{username}/names': nothingOf,
    'GET /wom/v2/players/{username}/archives': nothingOf,
    'GET /wom/v2/players/{username}/groups': nothingOf,
    'GET /wom/v2/players/{username}/competitions': nothingOf,
    'GET /wom/v2/players/{username}/competitions/standings': nothingOf,

    'GET /wom/v2/competitions': async () => ({ body: [] }),

    'GET /wom/v2/deltas/leaderboard': async ({ query }) => ({
      body: await womGainsBoard(tracker, parse(womBoardQuery, query), present()),
    }),

    'GET /wom/v2/records/leaderboard': async ({ query }) => ({
      body: await womRecordsBoard(tracker, parse(womBoardQuery, query)),
    }),
  },
  tellWom,
)
