import * as z from 'zod/mini'
import { wants } from '../faults.ts'

// Space, no-break space, hyphen and underscore are one character to the hiscores.
const separator = /[ \u00a0_-]/g

/** A name as it is shown: without the whitespace around it, and with ordinary spaces for no-break ones. */
export const displayed = (name: string): string => name.trim().replaceAll('\u00a0', ' ')

// One fault at a time is enough to be told, so each check ends the others.
const check = (error: string) => ({ error, abort: true })

/** A character's name in the spelling that somebody chose, without the whitespace around it. */
export const usernameSchema = z
  .string({ error: wants('a character name') })
  .check(
    z.overwrite(displayed),
    z.minLength(1, check('is empty; a character name has 1 to 12 characters')),
    z.regex(
      /^[A-Za-z0-9 _-]+$/,
      check('has a character that no name has; letters (A to Z), digits, spaces, hyphens and underscores are allowed'),
    ),
    z.maxLength(12, check('is too long; a character name has at most 12 characters')),
    z.regex(/[A-Za-z0-9]/, check('has no letter or digit')),
  )

/**
 * The key of a character: the same for every spelling of its name. Each separator becomes one underscore, and a run of
 * them stays a run: nothing says that `a  b` is `a b`.
 */
export const canonicalName = (name: string): string => name.trim().replace(separator, '_').toLowerCase()
