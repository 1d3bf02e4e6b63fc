import { addEntry } from '../audit/entries.ts'
import { type Asker, whoOf } from '../auth/asker.ts'
import { openTable } from '../dynamodb.ts'
import { readEnv, text } from '../env.ts'
import { canonicalName } from '../hiscores/names.ts'
import type { Reply } from '../http/reply.ts'
import { log } from '../log.ts'
import { actionOf } from './audited.ts'
import type { RouteKey } from './routes.ts'

/** What a change was made to: as the handler says, or else the path, or else whoever asked. */
const subjectOf = (asker: Asker, params: Readonly<Record<string, string>>, { subject }: Reply): string => {
  const parts = Object.entries(params).map(([name, value]) => (name === 'username' ? canonicalName(value) : value))
  return (subject ?? parts.join(' ')) || asker.username
}

/**
 * Writes a change into the audit, if it is one, after it has been made: an entry says that something was done, and not that somebody
 * tried. So a fault here is no fault of the request, which is not to be repeated; the log has the entry instead.
 */
export const recordChange = async (
  route: RouteKey,
  asker: Asker | undefined,
  { params, body }: { params: Readonly<Record<string, string>>; body: unknown },
  reply: Reply,
): Promise<void> => {
  const action = actionOf(route, body, reply)
  if (!action || !asker) return
  const entry = { at: Date.now(), who: whoOf(asker), action, subject: subjectOf(asker, params, reply) }
  try {
    await addEntry(openTable(readEnv({ AUTH_TABLE: text }).AUTH_TABLE), entry)
  } catch (error) {
    log.error('audit entry not written', { entry, error: error as Error })
  }
}
