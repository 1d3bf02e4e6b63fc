import * as z from 'zod/mini'
import { usernameSchema } from '../hiscores/names.ts'

/** What requests about links consist of. */

export const newLink = z.strictObject({
  players: z
    .array(usernameSchema)
    .check(
      z.minLength(1, 'names nobody'),
      z.maxLength(50, 'names more than 50 players'),
      z.meta({ description: 'The names of the players that it shows, and no others.', examples: [['Zezima']] }),
    ),
  expiresAt: z.nullish(z.iso.datetime({ offset: true })).check(
    z.meta({
      description: 'When it ends, which is in the future; without it only when it is revoked.',
      examples: ['2036-08-20T18:30:00Z'],
    }),
  ),
})

export const linkPath = z.strictObject({
  linkId: z
    .string()
    .check(
      z.regex(/^[\w-]{22}$/, 'is no id of a link'),
      z.meta({ description: 'As it was told when the link was made.', examples: ['kq2GGbl2vOoJ6h3S0mVwXA'] }),
    ),
})

/** The query of an image. */
export const imageQuery = z.strictObject({
  days: z
    ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(3_660)), 30)
    .check(z.meta({ description: 'How many days it shows.', examples: [90] })),
  theme: z
    ._default(z.enum(['light', 'dark']), 'light')
    .check(z.meta({ description: 'The colours that it is drawn in.', examples: ['dark'] })),
})
