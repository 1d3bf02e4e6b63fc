import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalName, displayed, usernameSchema } from '../../../../shared/hiscores/names.ts'

const faults = (value: unknown): string[] =>
  usernameSchema.safeParse(value).error?.issues.map((issue) => issue.message) ?? []

describe('canonicalName', () => {
  it.each(['Lynx Titan', 'lynx_titan', 'LYNX-TITAN', 'lynx\u00a0titan', ' Lynx Titan '])(
    'gives %j the one key',
    (name) => {
      expect(canonicalName(name)).toBe('lynx_titan')
    },
  )

  it('does not collapse a run of separators', () => {
    expect(canonicalName('a  b')).toBe('a__b')
    expect(canonicalName('a-_b')).toBe('a__b')
  })

  it('gives one key to every spelling, and the key itself is a spelling', () => {
    const letter = fc.constantFrom(...'abcxyzABCXYZ059')
    const separator = fc.constantFrom(' ', '_', '-', '\u00a0')
    const parts = fc.array(fc.tuple(letter, separator, separator, fc.boolean()), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(parts, letter, (pairs, last) => {
        const one = pairs.map(([char, first]) => char + first).join('') + last
        const other =
          pairs.map(([char, , second, upper]) => (upper ? char.toUpperCase() : char.toLowerCase()) + second).join('') +
          last
        expect(canonicalName(one)).toBe(canonicalName(other))
        expect(canonicalName(canonicalName(one))).toBe(canonicalName(one))
      }),
    )
  })
})

describe('usernameSchema', () => {
  it.each([
    ['  Zezima\n', 'Zezima'],
    ['Roll\u00a0The J', 'Roll The J'],
    ['a', 'a'],
    ['123456789012', '123456789012'],
    [' 123456789012 ', '123456789012'],
    ['-a_', '-a_'],
  ])('takes %j as %j', (given, name) => {
    expect(usernameSchema.parse(given)).toBe(name)
  })

  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['1234567890123', 'is too long'],
    ['- _ -', 'no letter or digit'],
    ['Zézima', 'a character that no name has'],
    ['a/b', 'a character that no name has'],
    ['a\tb', 'a character that no name has'],
    [undefined, 'is missing; a character name is wanted'],
    [7, 'a character name is wanted'],
  ])('refuses %j with one clear message', (given, message) => {
    expect(faults(given)).toEqual([expect.stringContaining(message)])
  })
})

it('shows a name with ordinary spaces', () => {
  expect(displayed('\u00a0Lynx\u00a0Titan ')).toBe('Lynx Titan')
})
