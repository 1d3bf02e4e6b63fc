import { describe, expect, it } from 'vitest'
import { claimsOf } from '../../../../web/app/token.ts'

const tokenWith = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

describe('claimsOf', () => {
  it('reads the name and the role', () => {
    const text = tokenWith({ sub: 'jürgen', role: 'admin' })
    expect(claimsOf(text, 5)).toEqual({ text, expiresAt: 5, username: 'jürgen', role: 'admin' })
  })

  it.each(['', 'x', 'a.b.c', 'a.!!.c', tokenWith(null), tokenWith({ role: 'owner', sub: 7 })])(
    'takes %s for a viewer without a name',
    (text) => {
      expect(claimsOf(text, 5)).toEqual({ text, expiresAt: 5, username: '', role: 'viewer' })
    },
  )
})
