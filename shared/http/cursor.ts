import * as z from 'zod/mini'

/*
 * Cursors say what they are for, and are checked before they are used: one of another list, or one that somebody has made
 * up, is refused everywhere alike.
 */

/** A list that has pages: its name, and what its keys look like, behind which the next page goes on. */
export interface Pages {
  name: string
  key: RegExp
}

/** An opaque cursor for the page behind a key. */
export const encodeCursor = ({ name }: Pages, key: string | undefined): string | null =>
  key === undefined ? null : Buffer.from(`${name}:${key}`).toString('base64url')

/** The key in a cursor; undefined in what is none of this list. */
const keyIn = (pages: Pages, text: string): string | undefined => {
  const [, name, key = ''] = /^(\w+):(.*)$/s.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? []
  return name === pages.name && pages.key.test(key) && encodeCursor(pages, key) === text ? key : undefined
}

/** What every cursor of a list looks like: base64url that begins with the list's name. */
const shapeOf = ({ name }: Pages): RegExp => {
  // Of each three bytes four characters are made; those that the key's first bytes have a part in are left out.
  const head = `${name}:`
  const fixed = Buffer.from(head.slice(0, head.length - (head.length % 3))).toString('base64url')
  return new RegExp(`^${fixed}[\\w-]+$`)
}

/** Reads a cursor back to its key. */
export const cursor = (pages: Pages) =>
  z
    .pipe(
      z.string().check(
        z.maxLength(200),
        z.regex(shapeOf(pages), { error: 'is no cursor of this list', abort: true }),
        z.refine((text) => keyIn(pages, text) !== undefined, 'is no cursor of this list'),
      ),
      z.transform((text: string) => keyIn(pages, text)!),
    )
    .check(z.meta({ description: 'The `nextCursor` of the page before.' }))

/** How many entries a page has, 100 unless told otherwise. */
export const limit = (most: number) =>
  z
    ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(most)), Math.min(100, most))
    .check(z.meta({ description: 'How many entries a page has at most.' }))
