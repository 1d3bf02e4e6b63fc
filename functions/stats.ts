import { api } from '../shared/api/handler.ts'
import { openTable } from '../shared/dynamodb.ts'
import { readEnv, text } from '../shared/env.ts'
import { parse } from '../shared/http/parse.ts'
import { playerPath } from '../shared/players/requests.ts'
import { trackedPlayer } from '../shared/players/tracked.ts'
import { playerView } from '../shared/players/view.ts'
import { manyStats } from '../shared/progress/many.ts'
import { manyStatsQuery, statsQuery } from '../shared/progress/requests.ts'
import { statsAt } from '../shared/progress/stats-at.ts'

const env = readEnv({ TRACKER_TABLE: text })
const tracker = openTable(env.TRACKER_TABLE)

export const handler = api<'stats'>({
  'GET /players/stats': async ({ query }) => {
    const { usernames } = parse(manyStatsQuery, query)
    // The gateway prefers this route to the one of a player whose name is "stats".
    if (!usernames) return { body: playerView(await trackedPlayer(tracker, 'stats')) }
    return { body: await manyStats(tracker, usernames) }
  },

  'GET /players/{username}/stats': async ({ params, query }) => {
    const asked = parse(statsQuery, query, [playerPath, params])
    const player = await trackedPlayer(tracker, params.username, { consistent: false })
    return { body: await statsAt(tracker, player, asked, Date.now()) }
  },
})
