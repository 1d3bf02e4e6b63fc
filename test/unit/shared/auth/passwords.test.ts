import { scryptSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  checkPassword,
  hashPassword,
  isOutdated,
  nameFault,
  newPasswordSchema,
  noPassword,
  passwordSchema,
} from '../../../../shared/auth/passwords.ts'

describe('hashPassword', () => {
  test("keeps OWASP's parameters and a salt of 16 bytes beside the key", async () => {
    const [, name, parameters, salt = '', key = ''] = (await hashPassword('correct horse')).split('$')
    expect([name, parameters]).toEqual(['scrypt', 'ln=15,r=8,p=3'])
    expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
    expect(Buffer.from(key, 'base64url')).toHaveLength(32)
  })

  test('salts, so that nobody sees who has the same password', async () => {
    expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'))
  })
})

describe('checkPassword', () => {
  test('knows the password, and no other', async () => {
    const hash = await hashPassword('correct horse')
    expect(await checkPassword('correct horse', hash)).toBe(true)
    expect(await checkPassword('Correct horse', hash)).toBe(false)
    expect(await checkPassword('', hash)).toBe(false)
  })

  test('knows it however its characters are composed', async () => {
    expect(await checkPassword('cafe\u0301 noir', await hashPassword('caf\u00e9 noir'))).toBe(true)
  })

  test('says no when there is no hash', async () => {
    expect(await checkPassword('correct horse', undefined)).toBe(false)
  })

  test('says no when there is no password yet, whatever is given', async () => {
    expect(await checkPassword('correct horse', noPassword)).toBe(false)
    expect(await checkPassword(noPassword, noPassword)).toBe(false)
  })

  test('goes on checking hashes of other parameters, and tells that they are outdated', async () => {
    const salt = Buffer.from('0123456789abcdef')
    const key = scryptSync('correct horse', salt, 32, { N: 2 ** 10, r: 8, p: 1 })
    const old = `$scrypt$ln=10,r=8,p=1$${salt.toString('base64url')}$${key.toString('base64url')}`
    expect(await checkPassword('correct horse', old)).toBe(true)
    expect(await checkPassword('wrong horse', old)).toBe(false)
    expect(isOutdated(old)).toBe(true)
    expect(isOutdated(await hashPassword('correct horse'))).toBe(false)
  })

  test.each(['', 'plain', '$argon2id$v=19$x$y', '$scrypt$ln=x,r=8,p=3$aa$aa'])(
    'throws on the hash %j',
    async (hash) => {
      await expect(checkPassword('correct horse', hash)).rejects.toThrow('malformed')
    },
  )
})

test.each([
  ['', false, false],
  ['x', true, false],
  ['1234567', true, false],
  ['12345678', true, false],
  ['bdfhjlnp', true, true],
  ['PassWord1', true, false],
  ['ｐａｓｓｗｏｒｄ', true, false],
  ['password of mine', true, true],
  ['x'.repeat(1_024), true, true],
  ['x'.repeat(1_025), false, false],
  // Two bytes each.
  ['é'.repeat(513), false, false],
  // One character of two code units each: eight are meant, not four.
  ['🐎'.repeat(7), true, false],
])('%# accepts a password where it should', (password, toSignIn, toSet) => {
  expect(passwordSchema.safeParse(password).success).toBe(toSignIn)
  expect(newPasswordSchema.safeParse(password).success).toBe(toSet)
})

test('a password is not the name, in any case', () => {
  expect(nameFault('Somebody.Else', 'somebody.else')).toBe('a password is not the name')
  expect(nameFault('somebody.else!', 'somebody.else')).toBeUndefined()
})
