import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyIdPattern, newApiKey, parseApiKey } from '../../../../shared/auth/api-key.ts'

describe('an API key', () => {
  it('says whose it is, and which, but its secret only by a hash', () => {
    for (const username of ['a', 'alice', 'me@example.com', 'x'.repeat(64)]) {
      const { key, ...said } = newApiKey(username)
      expect(key).toMatch(/^hl_[\w-]{60,}$/)
      expect(said.keyId).toMatch(keyIdPattern)
      expect(parseApiKey(key)).toEqual({ ...said, username })
    }
  })

  it('is another one each time', () => {
    const made = Array.from({ length: 100 }, () => newApiKey('alice'))
    for (const part of ['key', 'keyId', 'secretHash'] as const) {
      expect(new Set(made.map((each) => each[part])).size).toBe(100)
    }
  })

  it('with a character that was mistyped, left out or added is none', () => {
    const { key } = newApiKey('alice')
    const change = fc.record({
      at: fc.nat(key.length - 1),
      drop: fc.nat(1),
      put: fc.string({ maxLength: 2, unit: 'grapheme-ascii' }),
    })
    fc.assert(
      fc.property(change, ({ at, drop, put }) => {
        const mistyped = key.slice(0, at) + put + key.slice(at + drop)
        expect(parseApiKey(mistyped)).toEqual(mistyped === key ? expect.anything() : undefined)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['', 'hl_', 'hl_AAAA', 'hl_é', 'HL_', 'hl_a.b.c', `hl_${'A'.repeat(3_000)}`])('is not %j', (text) => {
    expect(parseApiKey(text)).toBeUndefined()
  })
})
