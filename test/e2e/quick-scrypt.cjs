/*
 * Has a process, or a thread, derive keys from passwords in an eighth of the time: a sign-in takes some 0.3 s of a processor otherwise, and
 * the tests sign in hundreds of times. An eighth is still long enough to be missed where nothing is derived.
 */
const crypto = require('node:crypto')
const { syncBuiltinESMExports } = require('node:module')

const { scrypt } = crypto
crypto.scrypt = (secret, salt, length, options, done) =>
  scrypt(secret, salt, length, { ...options, N: options.N / 8 }, done)
syncBuiltinESMExports()
