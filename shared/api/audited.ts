import type { Action } from '../audit/actions.ts'
import type { Reply } from '../http/reply.ts'
import type { RouteKey } from './routes.ts'

/** A route that changes something, by its method. */
export type ChangingRoute = Extract<RouteKey, `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`>

type Rule = Action | ((body: Readonly<Record<string, unknown>>, reply: Reply) => Action | null)

/**
 * What goes into the audit for each route that changes something: an action, or one that depends on the body or the reply; null for what
 * changes no user, no key and no player. A route that is not here does not compile, and fails a test.
 */
export const audited: Readonly<Record<ChangingRoute, Rule | null>> = {
  // Signing in has lines of its own in the log, and so has what becomes of one session.
  'POST /auth/login': null,
  'POST /auth/refresh': null,
  'POST /auth/logout': null,
  'POST /auth/logout-all': 'sessions.end',
  'DELETE /auth/sessions/{sessionId}': 'sessions.end',
  'POST /auth/password': 'password.change',
  'POST /auth/keys': 'key.create',
  'DELETE /auth/keys/{keyId}': 'key.delete',

  'POST /players': 'player.add',
  'PATCH /players/{username}': ({ active }) => {
    if (active === undefined) return 'player.change'
    return active ? 'player.resume' : 'player.pause'
  },
  'DELETE /players/{username}': 'player.remove',
  'POST /players/{username}/rename': ({ merge }) => (merge ? 'player.merge' : 'player.rename'),
  'POST /players/{username}/swap': 'player.swap',
  // A fetch changes nothing that the schedule would not.
  'POST /players/{username}/fetch': null,
  'DELETE /players/{username}/snapshots/{at}': 'snapshot.takeBack',
  'POST /players/{username}/seams': 'seam.add',
  'DELETE /players/{username}/seams/{at}': 'seam.remove',
  'POST /players/{username}/review': ({ accept }) => (accept ? 'review.accept' : 'review.refuse'),

  'POST /players/{username}/goals': 'goal.set',
  'DELETE /players/{username}/goals/{goalId}': 'goal.delete',
  // Mostly it is a fetch.
  'POST /wom/v2/players/{username}': (_, { status }) => (status === 201 ? 'player.add' : null),

  'POST /links': 'link.create',
  'DELETE /links/{linkId}': 'link.delete',

  'POST /webhooks': 'webhook.create',
  'PATCH /webhooks/{webhookId}': 'webhook.change',
  'DELETE /webhooks/{webhookId}': 'webhook.delete',
  'POST /webhooks/{webhookId}/test': null,

  'PUT /metrics/{metric}/formerly/{old}': 'alias.set',
  'DELETE /metrics/{metric}/formerly/{old}': 'alias.remove',
}

/** The action of a request that has succeeded; undefined when it is none for the audit. */
export const actionOf = (route: RouteKey, body: unknown, reply: Reply = {}): Action | undefined => {
  const rule = (audited as Partial<Record<RouteKey, Rule | null>>)[route]
  return (typeof rule === 'function' ? rule((body ?? {}) as Record<string, unknown>, reply) : rule) ?? undefined
}
