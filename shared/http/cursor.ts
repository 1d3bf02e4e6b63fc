import * as z from 'zod/mini'

/** An opaque cursor for the page after a key. */
export const encodeCursor = (key: string | undefined): string | null =>
  key === undefined ? null : Buffer.from(key).toString('base64url')

/** Reads a cursor back to its key. */
export const cursor = z
  .pipe(
    z.string().check(z.maxLength(200), z.regex(/^[\w-]+$/, 'is no cursor of this API')),
    z.transform((text: string) => Buffer.from(text, 'base64url').toString('utf8')),
  )
  .check(z.meta({ description: 'The `nextCursor` of the page before.' }))

/** How many entries a page has, 100 unless told otherwise. */
export const limit = (most: number) =>
  z
    ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(most)), Math.min(100, most))
    .check(z.meta({ description: 'How many entries a page has at most.' }))
