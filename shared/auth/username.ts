import * as z from 'zod/mini'

/**
 * The name that a user signs in with, in lower case whatever case it is given in. Its characters are those of names and
 * e-mail addresses, and never `#`, which separates the parts of a key.
 */
export const usernameSchema = z.string().check(
  z.regex(/^[a-zA-Z0-9._@-]{1,64}$/, 'a username is 1 to 64 of the characters a-z 0-9 . _ @ -'),
  // After the check, since other alphabets have characters whose lower case is one of these.
  z.toLowerCase(),
)

/** What the audit calls the operator's command. Nobody else is to go by it. */
export const operatorName = 'ledger'
