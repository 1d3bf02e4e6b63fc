import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf, timestamp } from '../http/timestamp.ts'
import { keyPath, loginSchema, newKeySchema, passwordChangeSchema, refreshSchema, sessionParams } from './requests.ts'

const pair = {
  accessToken: z
    .string()
    .meta({ description: 'Goes into `Authorization: Bearer`.', examples: ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln'] }),
  refreshToken: z
    .string()
    .meta({ description: 'Is exchanged for the next pair, once.', examples: ['YWRtaW4.c2Vzc2lvbg.c2VjcmV0'] }),
  tokenType: z.literal('Bearer').meta({ description: 'The scheme that the token goes with.' }),
  expiresIn: z.int().meta({ description: 'Seconds that the access token is good for.', examples: [900] }),
}

const tokens = z.strictObject(pair).meta({ id: 'Tokens' })

const signedIn = z
  .strictObject({
    ...pair,
    deviceSecret: z.string().meta({
      description: 'Goes into the next sign-in from this device, which nobody else can lock then. Opens nothing.',
      examples: ['5cLrWBJQ3u0SAnN1dsyH0ZHEGtZrFyd7cQzQzQ0Jm9A'],
    }),
  })
  .meta({ id: 'SignedIn' })

const role = z.enum(['viewer', 'admin'])

const inCookies = z
  .strictObject({ accessToken: pair.accessToken, tokenType: pair.tokenType, expiresIn: pair.expiresIn })
  .meta({ id: 'PageSession' })

const me = z
  .strictObject({
    username: z.string().meta({ description: 'The name of the user.', examples: ['admin'] }),
    role: role.meta({
      description: 'A viewer reads and asks for fetches; an admin does the rest as well.',
      examples: ['admin'],
    }),
    sessionExpiresAt: timestamp.nullable().meta({
      description:
        'When the session ends unless it is refreshed before, 90 days after the sign-in at the latest; or the key, null for one without an end.',
      examples: ['2026-08-27T18:30:00.000Z'],
    }),
  })
  .meta({ id: 'Me' })

const keyShape = {
  keyId: z.string().meta({ description: 'What the key is deleted by.', examples: ['q83vASNFZ4mr'] }),
  name: z.string().meta({ description: 'What it is for.', examples: ['sheet'] }),
  role: role.meta({ description: 'What it may do.', examples: ['viewer'] }),
  createdAt: timeOf('When it was made.'),
  expiresAt: timestamp
    .nullable()
    .meta({ description: 'When it ends; null for never.', examples: ['2099-08-20T18:30:00.000Z'] }),
}

const newKey = z
  .strictObject({
    ...keyShape,
    key: z.string().meta({
      description: 'The key itself, which is shown this once: `Authorization: Bearer hl_...`, or `x-api-key: hl_...`.',
      examples: ['hl_q83vASNFZ4mrze8'],
    }),
  })
  .meta({ id: 'NewKey' })

const keyList = z
  .strictObject({
    keys: z
      .array(
        z
          .strictObject({
            ...keyShape,
            lastUsedOn: z.iso
              .date()
              .nullable()
              .meta({ description: 'The day of its last use, in UTC; null for none yet.', examples: ['2026-08-20'] }),
          })
          .meta({ id: 'Key' }),
      )
      .meta({ description: 'Oldest first.' }),
  })
  .meta({ id: 'Keys' })

const session = z
  .strictObject({
    sessionId: z
      .string()
      .meta({ description: 'Names the session; it is no secret.', examples: ['mNqvRZ8nT3yQH0bJ5cLrWA'] }),
    createdAt: timeOf('When the user signed in.', '2026-08-20T18:30:00.000Z'),
    lastUsedAt: timeOf('When it was last refreshed.', '2026-08-20T18:45:00.000Z'),
    expiresAt: timeOf('When it ends unless it is refreshed before.', '2026-08-27T18:45:00.000Z'),
    current: z.boolean().meta({ description: 'Whether it is the one that asks.', examples: [true] }),
  })
  .meta({ id: 'Session' })

const publicKey = z
  .strictObject({
    kty: z.literal('EC').meta({ description: 'The family of the key: elliptic curves.' }),
    crv: z.literal('P-256').meta({ description: 'The curve.' }),
    x: z.string().meta({
      description: 'The first coordinate of the point, in base64url.',
      examples: ['f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'],
    }),
    y: z.string().meta({
      description: 'The second coordinate of the point, in base64url.',
      examples: ['x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'],
    }),
    kid: z
      .string()
      .meta({ description: 'The id that tokens name the key by.', examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] }),
    alg: z.literal('ES256').meta({ description: 'The algorithm of the signatures.' }),
    use: z.literal('sig').meta({ description: 'What the key is for: signatures.' }),
  })
  .meta({ id: 'PublicKey' })

/** The contract of the routes about signing in. */
export const authRoutes = {
  'POST /auth/login': {
    summary: 'Signs in with a password',
    description:
      'Wrong passwords lock a name for a growing time, half a minute to an hour, whether there is such a user or not; ' +
      'those that come with the secret of a known device are counted for that device alone.',
    body: loginSchema,
    response: z.union([signedIn, inCookies]),
    errors: ['invalid_credentials', 'cross_site', 'too_many_attempts'],
  },
  'POST /auth/refresh': {
    summary: 'Exchanges a refresh token for a new pair of tokens',
    description:
      'A refresh token is good once. For half a minute longer it is answered with the pair of the newest one, for tabs that ' +
      'ask at once and for answers that were lost; a later use ends the whole session.',
    body: refreshSchema,
    response: z.union([tokens, inCookies]),
    errors: ['invalid_token', 'cross_site'],
  },
  'POST /auth/logout': { summary: 'Ends this session, at once', errors: [] },
  'POST /auth/logout-all': { summary: "Ends all of this user's sessions, at once", errors: [] },
  'POST /auth/password': {
    summary: 'Gives the user another password',
    description: 'All other sessions of the user end. Five wrong current passwords lock this for a growing time.',
    body: passwordChangeSchema,
    errors: ['invalid_credentials', 'too_many_attempts'],
  },
  'GET /auth/sessions': {
    summary: 'Lists the sessions of the user, the last used one first',
    response: z
      .strictObject({ sessions: z.array(session).meta({ description: 'Fifty at most: with more, the oldest ends.' }) })
      .meta({ id: 'Sessions' }),
    errors: [],
  },
  'DELETE /auth/sessions/{sessionId}': {
    summary: 'Ends a session of the user, at once',
    params: sessionParams,
    errors: ['session_not_found'],
  },
  'GET /auth/me': { summary: 'Shows who is asking', response: me, errors: [] },
  'POST /auth/keys': {
    summary: 'Makes a key for a program that asks in your name',
    description:
      'A key does what its role may do, until it is deleted or over, but nothing about signing in. It never does more than its user: it loses at once what the user loses.',
    body: newKeySchema,
    status: 201,
    response: newKey,
    errors: ['forbidden', 'too_many_keys'],
  },
  'GET /auth/keys': { summary: 'Lists your keys', response: keyList, errors: [] },
  'DELETE /auth/keys/{keyId}': {
    summary: 'Ends one of your keys, at once',
    params: keyPath,
    errors: ['key_not_found'],
  },
  'GET /.well-known/jwks.json': {
    summary: 'Publishes the keys that access tokens are signed with',
    response: z
      .strictObject({
        keys: z.array(publicKey).meta({ description: 'The newest key and those whose tokens may still be good.' }),
      })
      .meta({ id: 'PublicKeys' }),
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
