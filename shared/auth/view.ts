import type { Session } from './session.ts'
import type { ListedSession } from './sessions.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** A session as its user sees it, from another session or from itself. */
export const sessionView = ({ id, opened, used, ends }: ListedSession, asking: Session) => ({
  sessionId: id,
  createdAt: iso(opened),
  lastUsedAt: iso(used),
  expiresAt: iso(ends),
  current: id === asking.id,
})
