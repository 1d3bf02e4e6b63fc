import * as z from 'zod/mini'
import { modes } from '../hiscores/boards.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { cursor, limit, type Pages } from '../http/cursor.ts'

/** What requests about players consist of. */

const fetchIntervalMinutes = z.int().check(z.gte(5), z.lte(10_080), z.meta({ examples: [30] }))

const wantedMode = z.enum([...modes, 'auto'])

/** A board, where only its players are asked for. */
export const onBoard = z
  .optional(z.enum(modes))
  .check(z.meta({ description: 'Only the players on this board.', examples: ['regular'] }))

/** The path of everything about one player. */
export const playerPath = z.strictObject({
  username: usernameSchema.check(
    z.meta({
      description:
        'The name of a character, in any spelling: case, and space, hyphen or underscore, make no difference.',
      examples: ['zezima'],
    }),
  ),
})

export const newPlayer = z.strictObject({
  username: usernameSchema.check(z.meta({ description: 'The name of the character.', examples: ['Zezima'] })),
  mode: z._default(wantedMode, 'regular').check(
    z.meta({
      description: 'The board on which the character is tracked; `auto` finds out.',
      examples: ['regular'],
    }),
  ),
  fetchIntervalMinutes: z
    .pipe(
      z.nullish(fetchIntervalMinutes),
      z.transform((minutes: number | null | undefined) => minutes ?? undefined),
    )
    .check(z.meta({ description: 'A fixed interval; null adapts it to the progress that the character makes.' })),
})

export const playerChange = z.strictObject({
  active: z
    .optional(z.boolean())
    .check(z.meta({ description: 'False pauses the player; true resumes it, due at once.' })),
  fetchIntervalMinutes: z.nullish(fetchIntervalMinutes).check(
    z.meta({
      description: 'A fixed interval; null adapts it to the progress that the character makes.',
    }),
  ),
  mode: z
    .optional(wantedMode)
    .check(z.meta({ description: 'The board on which the character is tracked from now on; `auto` finds out.' })),
  username: z.optional(usernameSchema).check(
    z.meta({
      description:
        'Another spelling of the same name, as it is to be shown. The one that the hiscores write counts more where they tell it.',
      examples: ['Zezima'],
    }),
  ),
})

export const rename = z.strictObject({
  to: usernameSchema.check(z.meta({ description: 'The name that the character has now.', examples: ['Lynx Titan'] })),
  merge: z
    ._default(z.boolean(), false)
    .check(z.meta({ description: 'Where that name is tracked already: both histories become one.' })),
  force: z
    ._default(z.boolean(), false)
    .check(z.meta({ description: 'Does it even if values are lower there; two histories meet at a seam then.' })),
})

export const swap = z.strictObject({
  with: usernameSchema.check(
    z.meta({ description: 'The other player, in any spelling of its name.', examples: ['Lynx Titan'] }),
  ),
})

/** The list of players, in the order of their keys. */
export const playerPages: Pages = { name: 'players', key: /^[a-z0-9_]{1,12}$/ }

export const listQuery = z.strictObject({
  active: z
    .optional(z.enum(['true', 'false']))
    .check(z.meta({ description: 'Only the active players, or only the paused ones.', examples: ['true'] })),
  mode: onBoard,
  limit: limit(100),
  cursor: z.optional(cursor(playerPages)),
})
