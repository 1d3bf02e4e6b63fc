import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, type RefreshSecrets } from '../../../../shared/auth/refresh-secrets.ts'
import {
  lineageHash,
  newRefreshToken,
  newSalt,
  newSessionId,
  type RefreshToken,
  secretHash,
  successor,
} from '../../../../shared/auth/refresh-token.ts'

/** The tokens of a session that were exchanged at these moments, and what is stored of them when nothing was forgotten. */
const session = (exchanges: readonly number[]): { tokens: RefreshToken[]; stored: RefreshSecrets } => {
  const steps = exchanges.map((at) => ({ salt: newSalt(), at }))
  const tokens = [newRefreshToken('bob', newSessionId())]
  for (const { salt } of steps) tokens.push(successor(tokens.at(-1)!, salt))
  const newest = tokens.at(-1)!
  return { tokens, stored: { lineageHash: lineageHash(newest), secretHash: secretHash(newest), steps } }
}

const forged = (token: RefreshToken): RefreshToken[] => [
  { ...token, secret: randomBytes(16), lineage: randomBytes(16) },
  // The right secret does not help whoever does not know the rest.
  { ...token, lineage: randomBytes(16) },
]

describe('judge', () => {
  test('takes the newest token at any time', () => {
    const { tokens, stored } = session([0, 10_000])
    const verdict = judge(stored, tokens[2]!, 9e12)
    expect(verdict).toEqual({ newest: tokens[2], isNewest: true })
  })

  test('leads each token to the newest for half a minute after its exchange, and no longer', () => {
    const { tokens, stored } = session([0, 10_000, 20_000])
    for (const [index, token] of tokens.slice(0, -1).entries()) {
      const exchanged = index * 10_000
      expect(judge(stored, token, exchanged + 30_000)).toEqual({ newest: tokens[3], isNewest: false })
      expect(judge(stored, token, exchanged + 30_001)).toBe('reused')
    }
  })

  test('knows a token whose step is forgotten as one that was good', () => {
    const { tokens, stored } = session([0, 10_000])
    expect(judge({ ...stored, steps: stored.steps.slice(1) }, tokens[0]!, 10_000)).toBe('reused')
  })

  test('knows whoever has a good token’s lineage and makes the rest up', () => {
    const { tokens, stored } = session([0])
    expect(judge(stored, { ...tokens[1]!, secret: randomBytes(16) }, 0)).toBe('reused')
  })

  test('knows what was never good, whatever was exchanged when', () => {
    const times = fc.array(fc.nat(100_000), { maxLength: 8 })
    fc.assert(
      fc.property(times, fc.nat(100_000), (exchanges, now) => {
        const { tokens, stored } = session(exchanges.toSorted((a, b) => a - b))
        for (const token of tokens) for (const other of forged(token)) expect(judge(stored, other, now)).toBe('forged')
      }),
      { numRuns: 20 },
    )
  })
})
