import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { timestamp } from '../http/timestamp.ts'
import { loginSchema, refreshSchema } from './requests.ts'

const tokens = z
  .strictObject({
    accessToken: z
      .string()
      .meta({ description: 'Goes into `Authorization: Bearer`.', examples: ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln'] }),
    refreshToken: z
      .string()
      .meta({ description: 'Is exchanged for the next pair, once.', examples: ['YWRtaW4.c2Vzc2lvbg.c2VjcmV0'] }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().meta({ description: 'Seconds that the access token is good for.', examples: [900] }),
  })
  .meta({ id: 'Tokens' })

const me = z
  .strictObject({
    username: z.string().meta({ examples: ['admin'] }),
    role: z.enum(['viewer', 'admin']).meta({ examples: ['admin'] }),
    sessionExpiresAt: timestamp.meta({ description: 'Unless the session is refreshed.' }),
  })
  .meta({ id: 'Me' })

const publicKey = z
  .strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().meta({ examples: ['f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'] }),
    y: z.string().meta({ examples: ['x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'] }),
    kid: z.string().meta({ examples: ['01K37Z1Q7ME3T3V3C9B4S6D8F0'] }),
    alg: z.literal('ES256'),
    use: z.literal('sig'),
  })
  .meta({ id: 'PublicKey' })

/** The contract of the routes about signing in. */
export const authRoutes = {
  'POST /auth/login': {
    summary: 'Signs in with a password',
    body: loginSchema,
    response: tokens,
    errors: ['invalid_credentials', 'too_many_attempts'],
  },
  'POST /auth/refresh': {
    summary: 'Exchanges a refresh token for a new pair of tokens',
    description: 'A refresh token is good once; a second use of an old one ends the whole session.',
    body: refreshSchema,
    response: tokens,
    errors: ['invalid_token'],
  },
  'POST /auth/logout': { summary: 'Ends this session, at once', errors: [] },
  'POST /auth/logout-all': { summary: "Ends all of this user's sessions, at once", errors: [] },
  'GET /auth/me': { summary: 'Shows who is signed in', response: me, errors: [] },
  'GET /.well-known/jwks.json': {
    summary: 'Publishes the keys that access tokens are signed with',
    response: z.strictObject({ keys: z.array(publicKey) }).meta({ id: 'PublicKeys' }),
    errors: [],
  },
} as const satisfies Record<string, RouteDoc>
