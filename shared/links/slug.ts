import { createHash, randomBytes } from 'node:crypto'

/*
 * The secret of a link, which stands in its address: 128 random bits. What is kept is the id that is made of it, from which it
 * cannot be found again, and by which it is looked up: so no secret is ever compared with another, and the time that an answer
 * takes tells nothing of either.
 */

const bytes = 16

/** A new secret: 22 characters of base64url. */
export const newSlug = (): string => randomBytes(bytes).toString('base64url')

/** The id of the link with this secret; undefined for what can be none. A secret of so many random bits needs no slow hash. */
export const linkIdOf = (slug: string): string | undefined =>
  /^[\w-]{22}$/.test(slug) ? createHash('sha256').update(slug).digest('base64url').slice(0, 22) : undefined
