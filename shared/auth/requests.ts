import * as z from 'zod/mini'
import { dateOrTime } from '../http/time.ts'
import { keyIdPattern } from './api-key.ts'
import { newPasswordSchema, passwordSchema } from './passwords.ts'
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
  cookie: z.optional(z.literal(true)).check(
    z.meta({
      description:
        'For the page of this address alone: the answer has neither `refreshToken` nor `deviceSecret`, which come in cookies that no script can read.',
    }),
  ),
})

/** One fault unless a refresh token is given in exactly one way. */
const oneWay = ({ value, issues }: z.core.ParsePayload<{ refreshToken?: unknown; cookie?: unknown }>): void => {
  if (value.refreshToken === undefined && value.cookie === undefined) {
    issues.push({ code: 'invalid_type', expected: 'string', path: ['refreshToken'], input: undefined })
  }
  if (value.refreshToken !== undefined && value.cookie !== undefined) {
    const message = 'cannot be given together with refreshToken'
    issues.push({ code: 'custom', path: ['cookie'], message, input: value.cookie })
  }
}

export const refreshSchema = z
  .strictObject({
    refreshToken: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.maxLength(512),
          z.meta({ description: 'The one that was given last: each is good once. Needed unless it is in a cookie.' }),
        ),
    ),
    cookie: z
      .optional(z.literal(true))
      .check(
        z.meta({ description: 'Uses and renews the cookie of the page instead; for pages of this address alone.' }),
      ),
  })
  .check(oneWay, z.meta({ examples: [{ refreshToken: 'YWRtaW4.c2Vzc2lvbg.c2VjcmV0' }] }))

// Letters of any language, digits, punctuation and symbols: what is visible, but for spaces between.
const keyName = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, { abort: true }),
    z.maxLength(50),
    z.regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u, 'has a character that cannot be seen'),
    z.meta({ description: 'What the key is for: 1 to 50 characters that can be seen.', examples: ['sheet'] }),
  )

const keyEnd = z
  .pipe(
    z.nullish(dateOrTime.check(z.meta({ examples: ['2099-08-20T18:30:00.000Z'] }))),
    z.transform((text: string | null | undefined) => (text ? Date.parse(text) : undefined)),
  )
  .check(
    z.refine((at) => at === undefined || at > Date.now() + 1_000, 'is over already'),
    z.meta({
      description:
        'When the key ends: a date-time with its offset, or a date, which is its midnight in UTC; null for never.',
    }),
  )

export const newKeySchema = z.strictObject({
  name: keyName,
  role: z
    ._default(z.enum(['viewer', 'admin']), 'viewer')
    .check(z.meta({ description: 'What the key may do: no more than its user.', examples: ['viewer'] })),
  expiresAt: keyEnd,
})

/** The path of one key. */
export const keyPath = z.strictObject({
  keyId: z
    .string()
    .check(
      z.regex(keyIdPattern, 'is no id of a key'),
      z.meta({ description: 'The id of a key, as it is listed.', examples: ['q83vASNFZ4mr'] }),
    ),
})

export const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema.check(
    z.meta({ description: 'The one of now.', format: 'password', examples: ['correct-horse'] }),
  ),
  newPassword: newPasswordSchema.check(
    z.meta({
      description: 'The one from now on: at least 8 characters, none of the most common passwords, and not the name.',
      format: 'password',
      examples: ['battery-staple'],
    }),
  ),
})

export const sessionParams = z.strictObject({
  sessionId: z
    .string()
    .check(
      z.regex(/^[\w-]{22}$/, 'is no id of a session'),
      z.meta({ description: 'As in the list of sessions.', examples: ['mNqvRZ8nT3yQH0bJ5cLrWA'] }),
    ),
})
