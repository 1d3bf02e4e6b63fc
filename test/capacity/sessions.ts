import { addEntry, auditPage } from '../../shared/audit/entries.ts'
import { addAccount } from '../../shared/auth/accounts.ts'
import { authenticator } from '../../shared/auth/authenticate.ts'
import { createKey } from '../../shared/auth/keys.ts'
import { endAllSessions, findSession, listSessions, openSession } from '../../shared/auth/sessions.ts'
import { refresh, type SignIn, signIn, signInDesk } from '../../shared/auth/sign-in.ts'
import { findUser } from '../../shared/auth/users.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import type { Laboratory } from './measure.ts'

const now = Date.parse('2036-08-20T18:30:00Z')
const password = 'correct horse'
const lifetimes = { accessTokenMs: 900_000, refreshTokenMs: 7 * dayMs, sessionMs: 90 * dayMs }
const opening = {
  term: { now, lifetimeMs: lifetimes.refreshTokenMs, longestMs: lifetimes.sessionMs },
  isCurrent: async () => true,
}

const tokensOf = (result: SignIn) => {
  if (result.outcome !== 'succeeded') throw new Error(`it ended with ${result.outcome}`)
  return result.tokens
}

/** Measures what sessions and keys take: of a user with as many as there may be, and of one who has just signed in. */
export const measureSessions = async ({ tables, auth, measure }: Laboratory): Promise<void> => {
  for (const username of ['me', 'many']) await addAccount(tables.auth, { username, password, role: 'viewer' }, now)
  const user = (await findUser(tables.auth, 'many'))!
  const ids = Array.from({ length: 50 }, (_, index) => String(index).padStart(22, '0'))
  for (const id of ids) await openSession(tables.auth, user, id, opening)
  const subject = { username: 'many', sessionId: ids[0]! }
  await measure('session', () => findSession(auth, subject, now, { consistent: false }))
  await measure('list 50 sessions', () => listSessions(auth, 'many', now))
  await measure('end all of 50 sessions', () => endAllSessions(auth, 'many'))

  const desk = signInDesk(auth, lifetimes)
  // Which makes the signing key.
  const { deviceSecret } = tokensOf(await signIn({ ...desk, table: tables.auth }, { username: 'me', password }, now))
  await measure('sign in', () => signIn(desk, { username: 'me', password }, now))
  await measure('sign in from a known device', () => signIn(desk, { username: 'me', password, deviceSecret }, now))
  await measure('sign in with a wrong password', () => signIn(desk, { username: 'me', password: 'wrong' }, now))
  const { refreshToken } = tokensOf(await signIn(desk, { username: 'me', password }, now))
  await measure('refresh', () => refresh(desk, refreshToken, now + 900_000))
  await measure('refresh of a second tab', () => refresh(desk, refreshToken, now + 900_100))

  const holder = await createKey(
    tables.auth,
    { username: 'me', name: 'sheet', role: 'viewer', expiresAt: undefined },
    now,
  )
  const authenticate = authenticator(auth)
  const askByKey = () => authenticate(`Bearer ${holder.key}`, { consistent: false })
  await measure('key, first of a day', askByKey)
  await measure('key', askByKey)
  await measure('key, first of a process', () => authenticator(auth)(`Bearer ${holder.key}`, { consistent: false }))

  const entry = { who: 'me', action: 'player.add', subject: 'one_year' } as const
  await measure('write into the audit', () => addEntry(auth, { at: now, ...entry }))
  for (let each = 1; each < 100; each += 1) await addEntry(tables.auth, { at: now - each, ...entry })
  await measure('list 100 entries of the audit', () => auditPage(auth, { count: 100, after: undefined }, now))
}
