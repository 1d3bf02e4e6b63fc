import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { isCommon } from './common-passwords.ts'

/*
 * Passwords are kept as scrypt hashes in the PHC string format, `$scrypt$ln=15,r=8,p=3$salt$key`: each with the
 * parameters it was made with, so that these can be raised here while the old hashes go on working.
 */

/** One of the equal choices of OWASP's Password Storage Cheat Sheet; that with the least memory, 32 MB. */
const current = { ln: 15, r: 8, p: 3 }

const saltBytes = 16
const keyBytes = 32

interface Hash {
  ln: number
  r: number
  p: number
  salt: Buffer
  key: Buffer
}

/** A password as it is given to sign in: 1 to 1024 bytes, so that nobody makes us hash megabytes. */
export const passwordSchema = z.string().check(
  z.minLength(1, 'a password has at least 1 character'),
  z.refine((password) => Buffer.byteLength(password) <= 1024, 'a password has at most 1024 bytes'),
)

/** A password as it is set: at least 8 characters, the least that NIST SP 800-63B allows, and none that is tried first. */
export const newPasswordSchema = passwordSchema.check(
  z.refine((password) => [...password].length >= 8, 'a password has at least 8 characters'),
  z.refine((password) => !isCommon(password), 'this password is one of the most common ones'),
)

/** What is wrong with a password that is the user's name; undefined when it is not. */
export const nameFault = (password: string, username: string): string | undefined =>
  password.normalize('NFKC').toLowerCase() === username ? 'a password is not the name' : undefined

const keyOf = (password: string, { ln, r, p, salt }: Omit<Hash, 'key'>): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Node's default limit is 32 MiB, just too little: scrypt needs 128 N r bytes and some more.
    const parameters = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }
    // The same password typed on another keyboard may come as other code points.
    scrypt(password.normalize('NFKC'), salt, keyBytes, parameters, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

const encode = ({ ln, r, p, salt, key }: Hash): string =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`

const decode = (stored: string): Hash => {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored)
  if (!parts) throw new Error('a stored password hash is malformed')
  const [, ln, r, p, salt = '', key = ''] = parts
  return {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}

/** No password has this hash: an imported user signs in only after an administrator has set one. */
export const noPassword = 'none'

// Stands in for the hash of a user who does not exist. No password is known whose key is all zeros.
const nobody: Hash = { ...current, salt: Buffer.alloc(saltBytes), key: Buffer.alloc(keyBytes) }

/** Hashes a password for keeping; takes some 0.2 s of one processor. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(saltBytes)
  return encode({ ...current, salt, key: await keyOf(password, { ...current, salt }) })
}

/**
 * Whether a password is the one that was hashed. Without a hash, that is, for a user who does not exist, or who has no
 * password yet, the answer is no, and takes as long, so that the time tells nobody which names exist.
 */
export const checkPassword = async (password: string, stored: string | undefined): Promise<boolean> => {
  const isHash = stored !== undefined && stored !== noPassword
  const hash = isHash ? decode(stored) : nobody
  return timingSafeEqual(await keyOf(password, hash), hash.key) && isHash
}

/** Whether a hash was made with other parameters than those of today. */
export const isOutdated = (stored: string): boolean => {
  const { ln, r, p } = decode(stored)
  return ln !== current.ln || r !== current.r || p !== current.p
}
