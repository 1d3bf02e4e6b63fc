import * as z from 'zod'
import { modes } from '../hiscores/boards.ts'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { outcomes } from './players.ts'
import { listQuery, newPlayer, playerChange, playerPath, rename, swap } from './requests.ts'

/** A player as the API shows it. */
export const playerSchema = z
  .strictObject({
    username: z.string().meta({
      description: 'As the hiscores write it, or as it was given where they do not tell.',
      examples: ['Zezima'],
    }),
    mode: z.enum(modes).meta({ description: 'The board of the hiscores that it is on.', examples: ['regular'] }),
    autoMode: z.boolean().meta({ description: 'Whether the board follows the account.', examples: [false] }),
    review: z
      .strictObject({
        at: timeOf('When it was seen.'),
        kind: z.literal('rise').meta({ description: 'What is to be looked at.' }),
      })
      .nullable()
      .meta({
        description:
          'A rise that was confirmed although the time hardly allows it: it counts for no record and no leaderboard until an admin has accepted it. Null when there is none.',
        examples: [null],
      }),
    active: z.boolean().meta({ description: 'Whether the schedule fetches it.', examples: [true] }),
    addedAt: timeOf('When it was added.', '2026-08-01T09:00:00.000Z'),
    lastFetchedAt: timeOf(
      'When a good answer last came, whether it changed anything or not; null before the first.',
    ).nullable(),
    lastChangedAt: timeOf('When experience or a score was last seen to change; null before the first time.').nullable(),
    nextFetchAt: timeOf('When it is due again; null while it is paused.', '2026-08-20T19:30:00.000Z').nullable(),
    fetchIntervalMinutes: z
      .int()
      .nullable()
      .meta({
        description: 'The fixed time between two fetches; null: it adapts to the progress that the character makes.',
        examples: [null],
      }),
    lastOutcome: z
      .enum(outcomes)
      .nullable()
      .meta({ description: 'How the last fetch ended; null before the first one.', examples: ['changed'] }),
  })
  .meta({ id: 'Player' })

const playerList = z
  .strictObject({
    players: z.array(playerSchema).meta({ description: 'One page of them, in the order of their names.' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Names the next page; null on the last one.', examples: [null] }),
  })
  .meta({ id: 'PlayerList' })

const swapped = z
  .strictObject({
    players: z
      .array(playerSchema)
      .meta({ description: 'The player that was asked for, under its new name, then the other.' }),
  })
  .meta({ id: 'SwappedPlayers' })

/** The contract of the routes about players. */
export const playerRoutes = {
  'POST /players': {
    summary: 'Adds a character and takes its first snapshot',
    description: 'Asks the hiscores whether the name exists, in its turn; nothing is stored unless it does.',
    body: newPlayer,
    status: 201,
    response: playerSchema,
    headers: ['location'],
    errors: ['player_not_found', 'player_exists', 'upstream_unavailable'],
  },
  'GET /players': {
    summary: 'Lists the players in the order of their names',
    query: listQuery,
    response: playerList,
    errors: [],
  },
  'GET /players/{username}': {
    summary: 'Shows a player and its schedule',
    params: playerPath,
    response: playerSchema,
    errors: ['player_not_tracked'],
  },
  'PATCH /players/{username}': {
    summary: "Pauses, resumes or changes a player's schedule, board and spelling",
    description: 'A name that is not another spelling of the same one is refused: that is a rename.',
    params: playerPath,
    body: playerChange,
    response: playerSchema,
    errors: ['player_not_tracked', 'player_not_found', 'upstream_unavailable'],
  },
  'POST /players/{username}/rename': {
    summary: 'Moves a player to the new name of its character, with all its history',
    description:
      'Refused with `values_fell`, and an issue for each, when values are lower under the new name. Where the new name is tracked as well, `merge` makes both histories one under it, with the settings that it has there: refused alike when the later history does not continue the earlier one, or both were seen at the same time. `force` joins them all the same, behind a seam; of the earlier one only what was before the later one counts.',
    params: playerPath,
    body: rename,
    response: playerSchema,
    errors: ['player_not_tracked', 'player_not_found', 'player_exists', 'values_fell', 'upstream_unavailable'],
  },
  'POST /players/{username}/swap': {
    summary: 'Lets two players exchange their names',
    description:
      'Each history stays with its character, and so do its settings; the hiscores are not asked. While the histories change places, which takes seconds, the names may be unknown. `player_exists` when one of the two is just being moved or added.',
    params: playerPath,
    body: swap,
    response: swapped,
    errors: ['player_not_tracked', 'player_exists'],
  },
  'DELETE /players/{username}': {
    summary: 'Removes a player and everything that is stored about it',
    params: playerPath,
    errors: ['player_not_tracked'],
  },
} as const satisfies Record<string, RouteDoc>
