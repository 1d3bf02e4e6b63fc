import { expect, test } from 'vitest'
import { isCommon } from '../../../../shared/auth/common-passwords.ts'

test.each(['password', '12345678', 'qwertyuiop', 'trustno1', 'Football', '13101988'])('%s is common', (password) => {
  expect(isCommon(password)).toBe(true)
})

// Those of the README and of the tests are none, nor what has nothing in it.
test.each(['correct-horse', 'correct horse', 'correct horse battery', '', ' ', 'password 12345678'])(
  '%j is not',
  (password) => {
    expect(isCommon(password)).toBe(false)
  },
)
