import * as z from 'zod/mini'
import { modes } from '../hiscores/boards.ts'
import { usernameSchema } from '../hiscores/names.ts'
import { cursor, limit } from '../http/cursor.ts'

/** What requests about players consist of. */

const fetchIntervalMinutes = z.int().check(z.gte(5), z.lte(10_080))

const wantedMode = z.enum([...modes, 'auto'])

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
  username: usernameSchema.check(z.meta({ examples: ['Zezima'] })),
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
      examples: [30],
    }),
  ),
  mode: z
    .optional(wantedMode)
    .check(z.meta({ description: 'The board on which the character is tracked from now on; `auto` finds out.' })),
})

export const rename = z.strictObject({
  to: usernameSchema.check(z.meta({ description: 'The name that the character has now.', examples: ['Zezima'] })),
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

export const listQuery = z.strictObject({
  active: z
    .optional(z.enum(['true', 'false']))
    .check(z.meta({ description: 'Only the active players, or only the paused ones.', examples: ['true'] })),
  limit: limit(100),
  cursor: z.optional(cursor),
})
