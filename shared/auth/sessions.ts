import { randomUUID } from 'node:crypto'
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Table, unlessRefused } from '../dynamodb.ts'
import type { Session } from './session.ts'
import type { TokenSubject } from './tokens.ts'
import type { User } from './users.ts'

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

const sessionSchema = z.object({
  id: z.string(),
  /** When it was opened, when it was last refreshed, and when it ends; in milliseconds since 1970. */
  opened: z.number(),
  used: z.number(),
  ends: z.number(),
})

/** A session and its moments. */
export type ListedSession = z.output<typeof sessionSchema>

const itemSchema = z.object({
  username: z.string(),
  role: z.enum(['viewer', 'admin']),
  /** The user's revision that all of them were opened under. */
  revision: z.string(),
  sessions: z.array(sessionSchema),
  /** Another one with each change. */
  version: z.string(),
  /** Seconds since 1970, as DynamoDB's expiry wants them. */
  expiresAt: z.number(),
})

type StoredSessions = z.output<typeof itemSchema>
type UserSessions = Pick<StoredSessions, 'username' | 'role' | 'revision' | 'sessions'>

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

const read = async (table: Table, username: string, consistent: boolean): Promise<StoredSessions | undefined> => {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyFor(username), ConsistentRead: consistent }),
  )
  return Item && itemSchema.parse(Item)
}

/** When DynamoDB may delete the item: never earlier than it said before. */
const keptUntil = ({ sessions }: UserSessions, before: StoredSessions | undefined): number =>
  Math.max(before?.expiresAt ?? 0, ...sessions.map(({ ends }) => Math.ceil(ends / 1000)))

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
          Item: { ...keyFor(username), ...after, version: written.version, expiresAt: keptUntil(after, before) },
          ...(before
            ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': before.version } }
            : { ConditionExpression: 'attribute_not_exists(PK)' }),
        }),
      ),
    )
    if (put) return after
  }
}

const live = (found: UserSessions | undefined, now: number): ListedSession[] =>
  (found?.sessions ?? []).filter(({ ends }) => ends > now)

const sessionOf = (found: UserSessions | undefined, id: string, now: number): OpenSession | undefined => {
  const session = live(found, now).find((each) => each.id === id)
  if (!found || !session) return undefined
  return { id, username: found.username, role: found.role, revision: found.revision, expiresAt: session.ends }
}

const endOf = (opened: number, { now, lifetimeMs, longestMs }: Term): number =>
  Math.min(now + lifetimeMs, opened + longestMs)

/**
 * Opens a session of this id for a user, under the role and the revision that the user has in `user`; the oldest of fifty
 * others ends. Undefined when the user was changed since it was read, and has signed in since: `isCurrent` tells, and is
 * asked only where there are sessions of another revision.
 */
export const openSession = async (
  table: Table,
  { username, role, revision }: User,
  id: string,
  { term, isCurrent }: { term: Term; isCurrent: () => Promise<boolean> },
): Promise<OpenSession | undefined> => {
  const { now } = term
  const opened = await alter(table, username, async (before) => {
    const isOther = before !== undefined && before.revision !== revision
    if (isOther && !(await isCurrent())) return undefined
    const others = isOther ? [] : live(before, now).toSorted((a, b) => b.opened - a.opened)
    const session = { id, opened: now, used: now, ends: endOf(now, term) }
    return { username, role, revision, sessions: [session, ...others.slice(0, mostSessions - 1)] }
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
    const session = live(before, now).find(({ id }) => id === sessionId)
    found = sessionOf(before, sessionId, now)
    if (!before || !session || now - session.used < sameUseMs) return undefined
    const extended = { ...session, used: now, ends: endOf(session.opened, term) }
    const after = { ...before, sessions: before.sessions.map((each) => (each === session ? extended : each)) }
    found = sessionOf(after, sessionId, now)
    return after
  })
  return found
}

/** The sessions of a user that have not ended, the last used one first. */
export const listSessions = async (table: Table, username: string, now: number): Promise<ListedSession[]> =>
  live(await read(table, username, true), now).toSorted((a, b) => b.used - a.used || b.opened - a.opened)

/** Ends one session; false when there is none, or none any more. */
export const endSession = async (table: Table, username: string, id: string): Promise<boolean> => {
  const ended = await alter(table, username, (before) => {
    const others = before?.sessions.filter((each) => each.id !== id) ?? []
    return before && others.length < before.sessions.length ? { ...before, sessions: others } : undefined
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
    const sessions = before.sessions.filter(({ id }) => id === sessionId)
    return { ...before, revision: revision.to, sessions }
  })
}
