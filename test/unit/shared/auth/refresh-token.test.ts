import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  lineageHash,
  newRefreshToken,
  newSalt,
  newSessionId,
  parseRefreshToken,
  secretHash,
  successor,
  writeRefreshToken,
} from '../../../../shared/auth/refresh-token.ts'
import { usernameSchema } from '../../../../shared/auth/username.ts'

const usernames = fc.stringMatching(/^[a-z0-9._@-]{1,64}$/)

test('a token says what it was made of, and nothing of its secrets is in their hashes', () => {
  fc.assert(
    fc.property(usernames, (username) => {
      const token = newRefreshToken(username, newSessionId())
      const text = writeRefreshToken(token)
      expect(parseRefreshToken(text)).toEqual(token)
      for (const hash of [lineageHash(token), secretHash(token)]) expect(text).not.toContain(hash)
      expect(text.length).toBeLessThanOrEqual(150)
    }),
  )
})

test('two first tokens of one id have nothing but the id in common', () => {
  const id = newSessionId()
  const [one, other] = [newRefreshToken('bob', id), newRefreshToken('bob', id)]
  expect(one.secret).not.toEqual(other.secret)
  expect(one.lineage).not.toEqual(other.lineage)
})

test('what follows a token is told by its salt, has the same lineage, and another secret for another salt', () => {
  const token = newRefreshToken('bob', newSessionId())
  const [salt, other] = [newSalt(), newSalt()]
  expect(successor(token, salt)).toEqual(successor(token, salt))
  expect(successor(token, salt).secret).toHaveLength(16)
  expect(lineageHash(successor(token, salt))).toBe(lineageHash(token))
  const hashes = [token, successor(token, salt), successor(token, other), successor(successor(token, salt), other)]
  expect(new Set(hashes.map(secretHash)).size).toBe(4)
})

test('garbage is not a token, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (garbage) => {
      const parsed = parseRefreshToken(garbage)
      if (parsed) expect(usernameSchema.parse(parsed.username)).toBe(parsed.username)
    }),
  )
})

test('a token has one spelling: padding, spaces and the other alphabet are refused', () => {
  const token = writeRefreshToken(newRefreshToken('bob', newSessionId()))
  fc.assert(
    fc.property(fc.constantFrom('=', '==', ' ', '\n', '.', '+', '/', 'é'), (extra) => {
      expect(parseRefreshToken(token + extra)).toBeUndefined()
      expect(parseRefreshToken(extra + token)).toBeUndefined()
    }),
  )
})

test.each([
  ['no name', Buffer.alloc(48)],
  ['too few bytes', Buffer.alloc(47)],
  ['a name in upper case', Buffer.concat([Buffer.alloc(48), Buffer.from('Bob')])],
  ['a name that reaches into another key', Buffer.concat([Buffer.alloc(48), Buffer.from('bob#x')])],
  ['a name of 65 bytes', Buffer.concat([Buffer.alloc(48), Buffer.alloc(65, 'x')])],
])('%s is not a token', (_, bytes) => {
  expect(parseRefreshToken(bytes.toString('base64url'))).toBeUndefined()
})
