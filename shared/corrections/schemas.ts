import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { playerPath } from '../players/requests.ts'
import { playerSchema } from '../players/schemas.ts'
import { seamSchema } from '../progress/schemas.ts'
import { momentPath, newSeam, reviewDecision, statesQuery } from './requests.ts'

const known = (description: string, example: number) =>
  z
    .number()
    .nullable()
    .meta({ description, examples: [example] })

const storedStates = z
  .strictObject({
    snapshots: z
      .array(
        z.strictObject({
          at: timeOf('Its moment, by which it can be taken back.'),
          overall: z
            .strictObject({
              level: known('The total level; null when it is unknown.', 2_277),
              experience: known('The overall experience; null when it is unknown.', 412_907_633),
            })
            .meta({ description: 'What tells it from its neighbours at a glance.' }),
          tier: z.enum(['snapshot', 'day']).meta({
            description:
              '`snapshot`: a change. `day`: the last state of a day (UTC) whose change has expired, or on which only ranks moved.',
            examples: ['snapshot'],
          }),
        }),
      )
      .meta({ description: 'One page of them, the oldest first.' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Names the next page; null on the last one.', examples: [null] }),
  })
  .meta({ id: 'StoredStates' })

const seamList = z
  .strictObject({ seams: z.array(seamSchema).meta({ description: 'All of them, the oldest first.', examples: [[]] }) })
  .meta({ id: 'SeamList' })

/** The contract of the routes by which an admin corrects what is stored. */
export const correctionRoutes = {
  'GET /players/{username}/snapshots': {
    summary: 'Lists what is stored of a player, which can be taken back',
    description: 'A date without a time means the whole day (UTC).',
    params: playerPath,
    query: statesQuery,
    response: storedStates,
    errors: ['player_not_tracked'],
  },
  'DELETE /players/{username}/snapshots/{at}': {
    summary: 'Takes a state back, as if it had never been',
    description: 'It is then in no tier, gain, record and chart. What was stored before it stands in its place.',
    params: momentPath,
    errors: ['player_not_tracked', 'snapshot_not_found'],
  },
  'GET /players/{username}/seams': {
    summary: "Lists the moments at which a player's states cease to continue each other",
    params: playerPath,
    response: seamList,
    errors: ['player_not_tracked'],
  },
  'POST /players/{username}/seams': {
    summary: 'Parts the states before a moment from those behind it',
    description: 'Nothing is gained, lost or ranked across a seam. It has the moment of the first state behind it.',
    params: playerPath,
    body: newSeam,
    status: 201,
    response: seamSchema,
    headers: ['location'],
    errors: ['player_not_tracked'],
  },
  'DELETE /players/{username}/seams/{at}': {
    summary: 'Joins the states on both sides of a seam',
    params: momentPath,
    errors: ['player_not_tracked', 'seam_not_found'],
  },
  'POST /players/{username}/review': {
    summary: 'Says whether a rise under review counts',
    params: playerPath,
    body: reviewDecision,
    response: playerSchema,
    errors: ['player_not_tracked', 'review_not_found'],
  },
} as const satisfies Record<string, RouteDoc>
