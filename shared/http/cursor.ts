import * as z from 'zod'

/** An opaque cursor for the page after a key. */
export const encodeCursor = (key: string | undefined): string | null =>
  key === undefined ? null : Buffer.from(key).toString('base64url')

/** Reads a cursor back to its key. */
export const cursor = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'is no cursor of this API')
  .transform((text) => Buffer.from(text, 'base64url').toString('utf8'))
  .meta({ description: 'The `nextCursor` of the page before.' })

/** How many entries a page has, 100 unless told otherwise. */
export const limit = (most: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(Math.min(100, most))
    .meta({ description: 'How many entries a page has at most.' })
