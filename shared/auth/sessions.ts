import { randomUUID } from 'node:crypto'
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import type { Role, Session } from './session.ts'
import type { TokenSubject } from './tokens.ts'
import { findUser, type User } from './users.ts'

/*
 * Sessions: one per sign-in. Those of a user are one item, which every request with an access token reads: a session that
 * is not in it has ended, with all its tokens. So ending all of them is one write, however many there are.
 *
 * | access pattern         | key                                |
 * | the sessions of a user | PK SESSION#<username>, SK SESSIONS |
 */

/** Of several tabs that refresh at once one notes it. */
const sameUseMs = 1_000

/** With more than these the oldest ends; with as many, the item is still one page to read, 4 KB. */
const mostSessions = 50

const itemSchema = z.object({
  username: z.string(),
  role: z.enum(['viewer', 'admin']),
  /** The user's revision that all of them were opened under. */
  revision: z.string(),
  /** By id: when each was opened, when it was last used for a refresh, and when it ends; in milliseconds since 1970. */
  sessions: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
  /** Another one with each change. */
  version: z.string(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

interface Times {
  createdAt: number
  lastUsedAt: number
  expiresAt: number
}

interface UserSessions {
  username: string
  role: Role
  revision: string
  sessions: ReadonlyMap<string, Times>
}

type StoredSessions = UserSessions & { version: string; keptUntil: number }

/** A session as the auth function knows it. */
export interface OpenSession extends Session {
  revision: string
}

/** From when, for how long without a refresh, and for how long at all a session is good; in milliseconds. */
export interface Term {
  now: number
  lifetimeMs: number
  longestMs: number
}

const keyFor = (username: string) => ({ PK: `SESSION#${username}`, SK: 'SESSIONS' })

const decode = (item: unknown): StoredSessions => {
  const { sessions, expiresAt, ...rest } = itemSchema.parse(item)
  const times = Object.entries(sessions).map(
    ([id, [createdAt, lastUsedAt, end]]) => [id, { createdAt, lastUsedAt, expiresAt: end }] as const,
  )
  return { ...rest, sessions: new Map(times), keptUntil: expiresAt }
}

const encode = ({ username, role, revision, sessions }: UserSessions, keptUntil = 0) => {
  const times = [...sessions].map(([id, { createdAt, lastUsedAt, expiresAt }]) => [
    id,
    [createdAt, lastUsedAt, expiresAt],
  ])
  const ends = [...sessions.values()].map(({ expiresAt }) => Math.ceil(expiresAt / 1000))
  const expiresAt = Math.max(keptUntil, ...ends)
  return { ...keyFor(username), username, role, revision, sessions: Object.fromEntries(times), expiresAt }
}

const read = async (table: Table, username: string, consistent: boolean): Promise<StoredSessions | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(username), ConsistentRead: consistent }),
  )
  return Item && decode(Item)
}

/**
 * Puts in the place of a user's sessions what `change` makes of them, once more when somebody else was faster. Returns what
 * is stored then; undefined when `change` wants nothing changed.
 */
const alter = async (
  table: Table,
  username: string,
  change: (before: StoredSessions | undefined) => Promise<UserSessions | undefined> | UserSessions | undefined,
): Promise<UserSessions | undefined> => {
  let written: { version: string; after: UserSessions } | undefined
  for (;;) {
    const before = await read(table, username, true)
    // When an answer is lost the SDK repeats the write, which is then refused.
    if (written && before?.version === written.version) return written.after
    const after = await change(before)
    if (!after) return undefined
    written = { version: randomUUID(), after }
    const put = await unlessRefused(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...encode(after, before?.keptUntil), version: written.version },
          ...(before
            ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': before.version } }
            : { ConditionExpression: 'attribute_not_exists(PK)' }),
        }),
      ),
    )
    if (put) return after
  }
}

const live = (sessions: ReadonlyMap<string, Times>, now: number): [string, Times][] =>
  [...sessions].filter(([, { expiresAt }]) => expiresAt > now)

const sessionOf = (found: UserSessions | undefined, id: string, now: number): OpenSession | undefined => {
  const times = found?.sessions.get(id)
  if (!found || !times || times.expiresAt <= now) return undefined
  return { id, username: found.username, role: found.role, revision: found.revision, expiresAt: times.expiresAt }
}

const endOf = (createdAt: number, { now, lifetimeMs, longestMs }: Term): number =>
  Math.min(now + lifetimeMs, createdAt + longestMs)

/**
 * Opens a session of this id for a user, under the role and the revision that the user has in `user`; the oldest of fifty
 * others ends. Undefined when the user was changed since it was read, and has signed in since.
 */
export const openSession = async (
  table: Table,
  user: User,
  id: string,
  term: Term,
): Promise<OpenSession | undefined> => {
  const { username, role, revision } = user
  const { now } = term
  const opened = await alter(table, username, async (before) => {
    const isOlder = before !== undefined && before.revision !== revision
    // Sessions of another revision are of before a change of the user, unless this sign-in is.
    if (isOlder && (await findUser(table, username))?.revision !== revision) return undefined
    const others = before && !isOlder ? live(before.sessions, now) : []
    const kept = others.sort(([, a], [, b]) => b.createdAt - a.createdAt).slice(0, mostSessions - 1)
    const times = { createdAt: now, lastUsedAt: now, expiresAt: endOf(now, term) }
    return { username, role, revision, sessions: new Map([[id, times], ...kept]) }
  })
  return sessionOf(opened, id, now)
}

/**
 * A session that has neither ended nor expired. Unless `consistent` it may be read from a copy that hears of an end a moment
 * late, as a rule within milliseconds, for half a read unit instead of a whole one.
 */
export const findSession = async (
  table: Table,
  { username, sessionId }: TokenSubject,
  now: number,
  { consistent }: { consistent: boolean },
): Promise<OpenSession | undefined> => {
  const found = consistent ? undefined : sessionOf(await read(table, username, false), sessionId, now)
  // What a copy does not know may be a sign-in of a moment ago, whose first request is not to be refused.
  return found ?? sessionOf(await read(table, username, true), sessionId, now)
}

/** Lets a session that was refreshed go on for another term. Undefined when it has ended. */
export const extendSession = async (
  table: Table,
  { username, sessionId }: TokenSubject,
  term: Term,
): Promise<OpenSession | undefined> => {
  const { now } = term
  let found: OpenSession | undefined
  await alter(table, username, (before) => {
    found = sessionOf(before, sessionId, now)
    const times = before?.sessions.get(sessionId)
    if (!before || !times || !found || now - times.lastUsedAt < sameUseMs) return undefined
    const extended = { ...times, lastUsedAt: now, expiresAt: endOf(times.createdAt, term) }
    found = { ...found, expiresAt: extended.expiresAt }
    return { ...before, sessions: new Map([...before.sessions, [sessionId, extended]]) }
  })
  return found
}

/** The sessions of a user that have not ended, the last used one first. */
export const listSessions = async (
  table: Table,
  username: string,
  now: number,
): Promise<({ id: string } & Times)[]> => {
  const found = await read(table, username, true)
  return live(found?.sessions ?? new Map<string, Times>(), now)
    .map(([id, times]) => ({ id, ...times }))
    .sort((a, b) => b.lastUsedAt - a.lastUsedAt || b.createdAt - a.createdAt)
}

/** Ends one session; false when there is none, or none any more. */
export const endSession = async (table: Table, username: string, id: string): Promise<boolean> => {
  const ended = await alter(table, username, (before) => {
    if (!before?.sessions.has(id)) return undefined
    return { ...before, sessions: new Map([...before.sessions].filter(([other]) => other !== id)) }
  })
  return ended !== undefined
}

/** Ends all sessions that a user has at this moment, by one write. */
export const endAllSessions = async (table: Table, username: string): Promise<void> => {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyFor(username) }))
}

/**
 * Ends all sessions of a user but one, which goes on under another revision of the user. Those of other revisions than
 * `from` are left alone: they are of after yet another change.
 */
export const endOtherSessions = async (
  table: Table,
  { username, sessionId }: TokenSubject,
  revision: { from: string; to: string },
): Promise<void> => {
  await alter(table, username, (before) => {
    if (before?.revision !== revision.from) return undefined
    const kept = [...before.sessions].filter(([id]) => id === sessionId)
    return { ...before, revision: revision.to, sessions: new Map(kept) }
  })
}
