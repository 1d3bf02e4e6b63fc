import type { Table } from '../dynamodb.ts'
import { ApiError } from '../http/errors.ts'
import { isoTime } from '../http/time.ts'
import { keyUsesOf } from './key-uses.ts'
import { deleteKey, keysOf, type StoredKey } from './keys.ts'

/** A key as the API shows it. */
export const keyView = ({ keyId, name, role, createdAt, expiresAt }: StoredKey) => ({
  keyId,
  name,
  role,
  createdAt: isoTime(createdAt),
  expiresAt: isoTime(expiresAt),
})

/** A user's keys as the API lists them, oldest first. */
export const keyList = async (table: Table, username: string, now: number) => {
  const [keys, uses] = await Promise.all([keysOf(table, username, now), keyUsesOf(table, username)])
  return keys.map((key) => ({ ...keyView(key), lastUsedOn: uses.get(key.keyId) ?? null }))
}

/** Ends one of a user's keys at once. Returns the one that it was. Throws `key_not_found`. */
export const endKey = async (table: Table, username: string, keyId: string): Promise<StoredKey> => {
  const ended = await deleteKey(table, username, keyId)
  if (!ended) throw new ApiError('key_not_found', 'You have no such key, or none any more.')
  return ended
}
