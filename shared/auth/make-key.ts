import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { createKey, deleteKey, keysOf, type StoredKey, type WantedKey } from './keys.ts'
import { invalidToken } from './refusals.ts'
import { isAbove } from './session.ts'
import { findUser } from './users.ts'

/** How many keys a user has at most: more than anybody can keep apart. */
export const mostKeys = 50

/**
 * Makes a key for a user who asks for it. Throws `forbidden` when its role is above the user's, `too_many_keys`, and
 * `invalid_token` when the user has been disabled or removed a moment ago.
 */
export const makeKey = async (table: Table, wanted: WantedKey, now: number): Promise<StoredKey & { key: string }> => {
  const { username, role } = wanted
  const made = await createKey(table, wanted, now)
  // Asked after the key is stored. Whoever changes a user writes that first and then goes through the keys, so one of the two
  // sees the other; and of keys that are made at once none goes beyond the bound.
  const [user, keys] = await Promise.all([findUser(table, username), keysOf(table, username, now)])
  const refusal =
    !user || user.disabled
      ? invalidToken()
      : isAbove(role, user.role)
        ? new ApiError('forbidden', 'A key has no more than the role of its user.')
        : keys.length > mostKeys
          ? new ApiError('too_many_keys', `A user has at most ${mostKeys} keys. Delete one first.`)
          : undefined
  if (!refusal) return made
  // Its secret was told to nobody, so it opens nothing even where this does not come about.
  await deleteKey(table, username, made.keyId)
  throw refusal
}
