import {
  createHmac,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  Verify,
} from 'node:crypto'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { importJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signAccessToken, tokenVerifier } from '../../../../shared/auth/tokens.ts'
import type { Table } from '../../../../shared/dynamodb.ts'

const start = Date.UTC(2026, 7, 20)
const lifetimeMs = 15 * 60_000
const session = { id: 'session-1', username: 'bob', role: 'viewer' as const, expiresAt: start + 86_400_000 }

const keyPair = (kid: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const item = { PK: 'PUBLIC_KEY', SK: kid, ...jwk, kid, alg: 'ES256', use: 'sig', expiresAt: start / 1000 + 1e7 }
  return { kid, privateKey, item }
}

type Pair = ReturnType<typeof keyPair>

/** An auth table with these public keys; `reads` counts how often they were asked for. */
const tableOf = (...pairs: Pair[]) => {
  const state = { items: pairs.map(({ item }) => ({ ...item })), reads: 0 }
  const send = async () => {
    state.reads += 1
    return { Items: state.items }
  }
  const table: Table = { client: { send } as unknown as DynamoDBDocumentClient, name: 'auth' }
  return { table, state }
}

const sign = async ({ kid, privateKey }: Pair): Promise<string> => {
  const key = await importJWK({ ...(privateKey.export({ format: 'jwk' }) as { kty: 'EC' }) }, 'ES256')
  return signAccessToken({ kid, key }, session, { now: start, lifetimeMs })
}

const claims = {
  iss: 'hiscore-ledger',
  aud: 'hiscore-ledger-api',
  sub: 'bob',
  sid: 'session-1',
  iat: start / 1000,
  exp: (start + lifetimeMs) / 1000,
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs by hand, so that everything about the token can be wrong. */
const forge = (privateKey: KeyObject, header: object, payload: object): string => {
  const input = `${base64url(header)}.${base64url(payload)}`
  const signature = createSign('sha256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

const own = keyPair('own')

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('signAccessToken', () => {
  test('names the key, the issuer, the audience, the user, the session and the time', async () => {
    const token = await sign(own)
    const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'ES256', kid: 'own' })
    expect(JSON.parse(payload ?? '')).toEqual({ ...claims, role: 'viewer', jti: expect.any(String) })
  })

  test('makes no two tokens alike', async () => {
    expect(await sign(own)).not.toBe(await sign(own))
  })
})

describe('tokenVerifier', () => {
  const verify = (token: string, ...pairs: Pair[]) => tokenVerifier(tableOf(own, ...pairs).table)(token)

  test('takes a token of ours', async () => {
    expect(await verify(await sign(own))).toEqual({ username: 'bob', sessionId: 'session-1' })
  })

  test('takes the hand-made token that the forgeries below are made from', async () => {
    const token = forge(own.privateKey, { alg: 'ES256', kid: 'own' }, claims)
    expect(await verify(token)).toEqual({ username: 'bob', sessionId: 'session-1' })
  })

  test.each([
    ['no expiry', { exp: undefined }],
    ['an expiry that is no number', { exp: '9999999999' }],
    ['an expiry in the past', { exp: start / 1000 - 1 }],
    ['a start in the future', { nbf: start / 1000 + 60 }],
    ['another issuer', { iss: 'hiscore-ledger-api' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'hiscore-ledger' }],
    ['no audience', { aud: undefined }],
    ['no user', { sub: undefined }],
    ['no session', { sid: undefined }],
    ['a session that is no text', { sid: { toString: 'x' } }],
  ])('refuses a token with %s, though it is signed by our key', async (_, change) => {
    const token = forge(own.privateKey, { alg: 'ES256', kid: 'own' }, { ...claims, ...change })
    expect(await verify(token)).toBeUndefined()
  })

  test.each(['none', 'None', 'NONE', 'HS256', 'ES384', 'RS256', 'EdDSA', '', undefined])(
    'refuses the algorithm %j',
    async (alg) => {
      expect(await verify(forge(own.privateKey, { alg, kid: 'own' }, claims))).toBeUndefined()
    },
  )

  test.each(['', '.', 'AA'])('refuses alg none with the signature %j', async (signature) => {
    expect(await verify(`${base64url({ alg: 'none', kid: 'own' })}.${base64url(claims)}.${signature}`)).toBeUndefined()
  })

  test('refuses HS256 with the public key for a secret, in every form it has', async () => {
    const publicKey = createPublicKey({ key: own.item as JsonWebKey, format: 'jwk' })
    const input = `${base64url({ alg: 'HS256', kid: 'own' })}.${base64url(claims)}`
    for (const secret of [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]) {
      expect(await verify(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`)).toBeUndefined()
    }
  })

  test('refuses a key that comes with the token, or is said to be elsewhere', async () => {
    const foreign = keyPair('own')
    const jwk = foreign.item
    for (const header of [{ jwk }, { jku: 'https://example.org/keys' }, { x5u: 'https://example.org/cert' }]) {
      expect(await verify(forge(foreign.privateKey, { alg: 'ES256', kid: 'own', ...header }, claims))).toBeUndefined()
    }
  })

  test('refuses a token of a foreign key, under its own key id, under ours and under none', async () => {
    const foreign = keyPair('foreign')
    for (const kid of ['foreign', 'own', '', '__proto__', undefined]) {
      expect(await verify(forge(foreign.privateKey, { alg: 'ES256', kid }, claims))).toBeUndefined()
    }
  })

  test('refuses a token that was tampered with, wherever', async () => {
    const token = await sign(own)
    const check = tokenVerifier(tableOf(own).table)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: token.length - 1 }),
        fc.integer({ min: 1, max: 63 }),
        async (at, by) => {
          const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
          const place = alphabet.indexOf(token.charAt(at))
          const other = place < 0 ? 'A' : alphabet.charAt((place + by) % 64)
          const tampered = token.slice(0, at) + other + token.slice(at + 1)
          // The last character of a part may carry bits that mean nothing.
          const same = tampered.split('.').every((part, i) => {
            return Buffer.from(part, 'base64url').equals(Buffer.from(token.split('.')[i] ?? '', 'base64url'))
          })
          // Those of the signature are not signed themselves; all others are.
          if (!(same && at > token.lastIndexOf('.'))) expect(await check(tampered)).toBeUndefined()
        },
      ),
    )
  })

  test.each([0, 1, 63, 65, 128])('refuses a signature of %i bytes, and does not throw', async (length) => {
    const [header, payload] = (await sign(own)).split('.')
    const signature = Buffer.alloc(length, 7).toString('base64url')
    expect(await verify(`${header}.${payload}.${signature}`)).toBeUndefined()
  })

  test('refuses garbage, and never throws', async () => {
    const check = tokenVerifier(tableOf(own).table)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), fc.string(), async (a, b, c) => {
        for (const token of [a, `${a}.${b}.${c}`, [a, b, c].map(base64url).join('.')]) {
          expect(await check(token)).toBeUndefined()
        }
      }),
    )
  })

  test('takes a token to the second that it expires, and not after', async () => {
    const check = tokenVerifier(tableOf(own).table)
    const token = await sign(own)
    vi.setSystemTime(start + lifetimeMs)
    expect(await check(token)).toBeDefined()
    vi.setSystemTime(start + lifetimeMs + 1)
    expect(await check(token)).toBeUndefined()
  })

  test('verifies a token once while it lives, and remembers a thousand', async () => {
    const verified = vi.spyOn(Verify.prototype, 'verify')
    const check = tokenVerifier(tableOf(own).table)
    const tokens = Array.from({ length: 1_001 }, (_, index) =>
      forge(own.privateKey, { alg: 'ES256', kid: 'own' }, { ...claims, jti: String(index) }),
    )
    for (const token of tokens) expect(await check(token)).toBeDefined()
    for (const token of tokens.slice(1)) expect(await check(token)).toBeDefined()
    expect(verified).toHaveBeenCalledTimes(1_001)
    await check(tokens[0]!)
    expect(verified).toHaveBeenCalledTimes(1_002)
  })

  test('reads the keys once for any number of tokens', async () => {
    const { table, state } = tableOf(own)
    const check = tokenVerifier(table)
    for (let i = 0; i < 10; i += 1) expect(await check(await sign(own))).toBeDefined()
    expect(state.reads).toBe(1)
  })

  test('looks up a key that is new', async () => {
    const { table, state } = tableOf(own)
    const check = tokenVerifier(table)
    await check(await sign(own))
    const next = keyPair('next')
    state.items.push(next.item)
    expect(await check(await sign(next))).toBeDefined()
    expect(state.reads).toBe(2)
  })

  test('is not driven to the table by key ids that are made up', async () => {
    const { table, state } = tableOf(own)
    const check = tokenVerifier(table)
    for (let i = 0; i < 100; i += 1) {
      expect(await check(forge(own.privateKey, { alg: 'ES256', kid: `made-up-${i}` }, claims))).toBeUndefined()
    }
    expect(state.reads).toBe(2)
    expect(await check(await sign(own))).toBeDefined()
  })

  test('looks up a new key a second after a made-up one', async () => {
    const { table, state } = tableOf(own)
    const check = tokenVerifier(table)
    await check(forge(own.privateKey, { alg: 'ES256', kid: 'made-up' }, claims))
    const next = keyPair('next')
    state.items.push(next.item)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await check(await sign(next))).toBeDefined()
  })

  test('honours a key that was withdrawn for five minutes at most', async () => {
    const { table, state } = tableOf(own)
    const check = tokenVerifier(table)
    const token = await sign(own)
    expect(await check(token)).toBeDefined()
    state.items = []
    vi.setSystemTime(start + 5 * 60_000)
    expect(await check(token)).toBeUndefined()
  })

  test('takes no key past its expiry, however long the table keeps it', async () => {
    const { table, state } = tableOf(own)
    for (const item of state.items) item.expiresAt = start / 1000
    expect(await tokenVerifier(table)(await sign(own))).toBeUndefined()
  })

  test('lets nobody in, and says so, when the keys cannot be read', async () => {
    const { table } = tableOf(own)
    Object.assign(table.client, { send: () => Promise.reject(new Error('no table')) })
    await expect(tokenVerifier(table)(await sign(own))).rejects.toThrow('cannot be read')
  })

  test('lets nobody in, and says so, when a new key cannot be looked up', async () => {
    const { table } = tableOf(own)
    const check = tokenVerifier(table)
    expect(await check(await sign(own))).toBeDefined()
    Object.assign(table.client, { send: () => Promise.reject(new Error('no table')) })
    await expect(check(await sign(keyPair('next')))).rejects.toThrow('cannot be read')
  })
})
