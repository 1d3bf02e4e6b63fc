import * as z from 'zod/mini'
import { passwordSchema } from './passwords.ts'
import { usernameSchema } from './username.ts'

/** What requests about signing in consist of. */

export const loginSchema = z.strictObject({
  username: usernameSchema.check(
    z.meta({ description: 'The name of a user, not of a character.', examples: ['admin'] }),
  ),
  password: passwordSchema.check(
    z.meta({ description: 'Of that user.', format: 'password', examples: ['correct-horse'] }),
  ),
  deviceSecret: z.optional(
    z.string().check(
      z.minLength(1),
      z.maxLength(128),
      z.meta({
        description: 'The one that this user was given at the last sign-in from this device.',
        examples: ['5cLrWBJQ3u0SAnN1dsyH0ZHEGtZrFyd7cQzQzQ0Jm9A'],
      }),
    ),
  ),
})

export const refreshSchema = z.strictObject({
  refreshToken: z.string().check(
    z.minLength(1),
    z.maxLength(512),
    z.meta({
      description: 'The one that was given last: each is good once.',
      examples: ['YWRtaW4.c2Vzc2lvbg.c2VjcmV0'],
    }),
  ),
})
