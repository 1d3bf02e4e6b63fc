import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newRefreshToken, newSessionId, parseRefreshToken } from '../../../../shared/auth/refresh-token.ts'
import { usernameSchema } from '../../../../shared/auth/username.ts'

const usernames = fc.stringMatching(/^[a-z0-9._@-]{1,64}$/)

test('a token says what it was made of, and nothing of its secret is kept but the hash', () => {
  fc.assert(
    fc.property(usernames, (username) => {
      const sessionId = newSessionId()
      const { token, secretHash } = newRefreshToken(username, sessionId)
      expect(parseRefreshToken(token)).toEqual({ username, sessionId, secretHash })
      expect(token).not.toContain(secretHash)
      expect(token.length).toBeLessThanOrEqual(150)
    }),
  )
})

test('two tokens of a session have nothing but the session in common', () => {
  const id = newSessionId()
  expect(newRefreshToken('bob', id).secretHash).not.toBe(newRefreshToken('bob', id).secretHash)
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
  const { token } = newRefreshToken('bob', newSessionId())
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
