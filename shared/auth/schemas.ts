import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timeOf } from '../http/timestamp.ts'
import { loginSchema, refreshSchema } from './requests.ts'

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

const me = z
  .strictObject({
    username: z.string().meta({ description: 'The name of the user.', examples: ['admin'] }),
    role: z.enum(['viewer', 'admin']).meta({
      description: 'A viewer reads and asks for fetches; an admin does the rest as well.',
      examples: ['admin'],
    }),
    sessionExpiresAt: timeOf('When the session ends, unless it is refreshed.', '2026-08-27T18:30:00.000Z'),
  })
  .meta({ id: 'Me' })

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
    response: signedIn,
    errors: ['invalid_credentials', 'too_many_attempts'],
  },
  'POST /auth/refresh': {
    summary: 'Exchanges a refresh token for a new pair of tokens',
    description:
      'A refresh token is good once. For half a minute longer it is answered with the pair of the newest one, for tabs that ' +
      'ask at once and for answers that were lost; a later use ends the whole session.',
    body: refreshSchema,
    response: tokens,
    errors: ['invalid_token'],
  },
  'POST /auth/logout': { summary: 'Ends this session, at once', errors: [] },
  'POST /auth/logout-all': { summary: "Ends all of this user's sessions, at once", errors: [] },
  'GET /auth/me': { summary: 'Shows who is signed in', response: me, errors: [] },
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
