/** The options of every scrypt call so far. */
export const derivations: unknown[] = []

/**
 * `node:crypto` with a scrypt that is cheap, so that hundreds of sign-ins take seconds, and counted, since equal work is
 * the same call. For `vi.mock('node:crypto', async (original) => (await import('./cheap-scrypt.ts')).cheap(await original()))`.
 */
export const cheap = (crypto: typeof import('node:crypto')) => ({
  ...crypto,
  scrypt: (...[secret, salt, length, options, done]: Parameters<typeof crypto.scrypt>) => {
    derivations.push(options)
    crypto.scrypt(secret, salt, length, { ...options, N: 2, r: 1, p: 1 }, done)
  },
})
