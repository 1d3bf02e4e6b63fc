import * as z from 'zod'
import { passwordSchema } from './passwords.ts'
import { usernameSchema } from './username.ts'

/** What requests about signing in consist of. */

export const loginSchema = z.strictObject({
  username: usernameSchema.meta({ examples: ['admin'] }),
  password: passwordSchema.meta({ format: 'password', examples: ['correct-horse'] }),
})

export const refreshSchema = z.strictObject({
  refreshToken: z
    .string()
    .min(1)
    .max(512)
    .meta({
      description: 'The one that was given last: each is good once.',
      examples: ['YWRtaW4.c2Vzc2lvbg.c2VjcmV0'],
    }),
})
