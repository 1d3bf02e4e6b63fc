import { describe, expect, it } from 'vitest'
import { Md5, Sha256 } from '../../../lib/checksums.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('the checksums of the bundles', () => {
  it('are SHA-256 of what came, in however many parts and whichever form', async () => {
    const sum = new Sha256()
    sum.update('a')
    sum.update(Uint8Array.of(98))
    sum.update(Uint8Array.of(99).buffer)
    // FIPS 180-2, appendix B.1.
    expect(hex(await sum.digest())).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it.each([
    ['a text', 'Jefe'],
    ['bytes', Buffer.from('Jefe')],
  ])('are its HMAC with a secret, %s', async (_, secret) => {
    const sum = new Sha256(secret)
    sum.update('what do ya want for nothing?')
    // RFC 4231, test case 2.
    expect(hex(await sum.digest())).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  it('are MD5, and begin anew', async () => {
    const sum = new Md5()
    sum.update('something else')
    sum.reset()
    sum.update('abc')
    // RFC 1321, appendix A.5.
    expect(hex(await sum.digest())).toBe('900150983cd24fb0d6963f7d28e17f72')
  })
})
