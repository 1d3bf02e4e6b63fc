import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { cursor, encodeCursor } from '../../../../shared/http/cursor.ts'

const letters = { name: 'letters', key: /^[a-z]+$/ }
const words = { name: 'words', key: /^[a-z]+$/ }
const read = (text: unknown) => z.safeParse(cursor(letters), text)

describe('a cursor', () => {
  it('leads back to its key', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,50}$/), (key) => {
        expect(read(encodeCursor(letters, key))).toMatchObject({ success: true, data: key })
      }),
    )
    expect(encodeCursor(letters, undefined)).toBeNull()
  })

  it('of another list, with another key or of anything else is refused', () => {
    expect(read(encodeCursor(words, 'abc')).success).toBe(false)
    expect(read(encodeCursor(letters, 'ABC')).success).toBe(false)
    for (const text of ['', 'abc', '%00', Buffer.from('letters:').toString('base64url')]) {
      expect(read(text).success).toBe(false)
    }
    const good = encodeCursor(letters, 'abc')!
    for (const text of [`${good}=`, `${good}\n`, ` ${good}`]) expect(read(text).success).toBe(false)
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(read(text).success).toBe(false)
      }),
    )
  })
})
