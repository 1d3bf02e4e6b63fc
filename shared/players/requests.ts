import * as z from 'zod'
import { modes } from '../hiscores/boards.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { cursor, limit } from '../http/cursor.ts'

/** What requests about players consist of. */

const fetchIntervalMinutes = z.int().min(5).max(10_080)

const wantedMode = z.enum([...modes, 'auto'])

/** The path of everything about one player. */
export const playerPath = z.strictObject({
  username: usernameSchema.meta({
    description: 'The name of a character, in any spelling: case, and space, hyphen or underscore, make no difference.',
    examples: ['zezima'],
  }),
})

export const newPlayer = z.strictObject({
  username: usernameSchema.meta({ examples: ['Zezima'] }),
  mode: wantedMode
    .default('regular')
    .meta({ description: 'The board on which the character is tracked; `auto` finds out.', examples: ['regular'] }),
  fetchIntervalMinutes: fetchIntervalMinutes
    .nullish()
    .transform((minutes) => minutes ?? undefined)
    .meta({ description: 'A fixed interval; null adapts it to the progress that the character makes.' }),
})

export const playerChange = z.strictObject({
  active: z.boolean().optional().meta({ description: 'False pauses the player; true resumes it, due at once.' }),
  fetchIntervalMinutes: fetchIntervalMinutes
    .nullable()
    .optional()
    .meta({
      description: 'A fixed interval; null adapts it to the progress that the character makes.',
      examples: [30],
    }),
  mode: wantedMode
    .optional()
    .meta({ description: 'The board on which the character is tracked from now on; `auto` finds out.' }),
})

export const rename = z.strictObject({
  to: usernameSchema.meta({ description: 'The name that the character has now.', examples: ['Zezima'] }),
  force: z.boolean().default(false).meta({ description: 'Moves the history even if values are lower there.' }),
})

export const listQuery = z.strictObject({
  active: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only the active players, or only the paused ones.', examples: ['true'] }),
  limit: limit(100),
  cursor: cursor.optional(),
})
