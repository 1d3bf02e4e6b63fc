/**
 * Who may call a route. `any` is every signed-in user and every key; `session` is every signed-in user, but no key, which is
 * for what concerns signing in itself; an `admin` may do all that a `viewer` may.
 */
export type Access = 'public' | 'session' | 'any' | 'viewer' | 'admin'

interface Route {
  function: 'auth' | 'players' | 'stats' | 'history' | 'system' | 'web' | 'share' | 'wom'
  access: Access
}

/**
 * Every route of the API: the function that answers it and who may ask. API Gateway, the access check and the handlers
 * are all made from this table, so a route that is not here does not exist, and one that is cannot be left open by oversight.
 */
export const routes = {
  'POST /auth/login': { function: 'auth', access: 'public' },
  'POST /auth/refresh': { function: 'auth', access: 'public' },
  'POST /auth/logout': { function: 'auth', access: 'session' },
  'POST /auth/logout-all': { function: 'auth', access: 'session' },
  'POST /auth/keys': { function: 'auth', access: 'session' },
  'GET /auth/keys': { function: 'auth', access: 'session' },
  'DELETE /auth/keys/{keyId}': { function: 'auth', access: 'session' },
  'POST /auth/password': { function: 'auth', access: 'session' },
  'GET /auth/sessions': { function: 'auth', access: 'session' },
  'DELETE /auth/sessions/{sessionId}': { function: 'auth', access: 'session' },
  'GET /auth/me': { function: 'auth', access: 'any' },
  'GET /audit': { function: 'auth', access: 'admin' },
  'GET /.well-known/jwks.json': { function: 'auth', access: 'public' },

  'POST /players': { function: 'players', access: 'admin' },
  'GET /players': { function: 'players', access: 'viewer' },
  'GET /players/{username}': { function: 'players', access: 'viewer' },
  'PATCH /players/{username}': { function: 'players', access: 'admin' },
  'DELETE /players/{username}': { function: 'players', access: 'admin' },
  'POST /players/{username}/rename': { function: 'players', access: 'admin' },
  'POST /players/{username}/swap': { function: 'players', access: 'admin' },
  'POST /players/{username}/fetch': { function: 'players', access: 'viewer' },
  'GET /players/{username}/tasks': { function: 'players', access: 'viewer' },
  'GET /players/{username}/tasks/{taskId}': { function: 'players', access: 'viewer' },
  'GET /tasks': { function: 'players', access: 'viewer' },

  'GET /metrics': { function: 'players', access: 'viewer' },
  'PUT /metrics/{metric}/formerly/{old}': { function: 'players', access: 'admin' },
  'DELETE /metrics/{metric}/formerly/{old}': { function: 'players', access: 'admin' },

  'GET /players/{username}/snapshots': { function: 'players', access: 'viewer' },
  'DELETE /players/{username}/snapshots/{at}': { function: 'players', access: 'admin' },
  'GET /players/{username}/seams': { function: 'players', access: 'viewer' },
  'POST /players/{username}/seams': { function: 'players', access: 'admin' },
  'DELETE /players/{username}/seams/{at}': { function: 'players', access: 'admin' },
  'POST /players/{username}/review': { function: 'players', access: 'admin' },

  'GET /players/stats': { function: 'stats', access: 'viewer' },
  'GET /players/{username}/stats': { function: 'stats', access: 'viewer' },

  'GET /players/{username}/history': { function: 'history', access: 'viewer' },
  'GET /players/{username}/history/{metric}': { function: 'history', access: 'viewer' },
  'GET /players/{username}/records': { function: 'history', access: 'viewer' },
  'GET /players/{username}/milestones': { function: 'history', access: 'viewer' },
  'GET /players/{username}/milestones/next': { function: 'history', access: 'viewer' },
  'GET /milestones': { function: 'history', access: 'viewer' },
  'POST /players/{username}/goals': { function: 'players', access: 'admin' },
  'GET /players/{username}/goals': { function: 'history', access: 'viewer' },
  'DELETE /players/{username}/goals/{goalId}': { function: 'players', access: 'admin' },
  'GET /players/{username}/export': { function: 'history', access: 'viewer' },
  'GET /players/{username}/calendar': { function: 'history', access: 'viewer' },
  'GET /overview': { function: 'history', access: 'viewer' },
  'GET /leaderboard': { function: 'history', access: 'viewer' },

  'GET /': { function: 'web', access: 'public' },
  'GET /app/{path+}': { function: 'web', access: 'public' },
  'GET /assets/{file}': { function: 'web', access: 'public' },

  'POST /links': { function: 'players', access: 'admin' },
  'GET /links': { function: 'players', access: 'admin' },
  'DELETE /links/{linkId}': { function: 'players', access: 'admin' },
  'POST /webhooks': { function: 'players', access: 'admin' },
  'GET /webhooks': { function: 'players', access: 'admin' },
  'PATCH /webhooks/{webhookId}': { function: 'players', access: 'admin' },
  'DELETE /webhooks/{webhookId}': { function: 'players', access: 'admin' },
  'POST /webhooks/{webhookId}/test': { function: 'players', access: 'admin' },

  // Whoever knows the secret of a link may look at what it shows.
  'GET /s/{slug}': { function: 'share', access: 'public' },
  'GET /s/{slug}/board': { function: 'share', access: 'public' },
  'GET /s/{slug}/player/{username}': { function: 'share', access: 'public' },
  'GET /s/{slug}/{username}/{file}': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/overview': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/metrics': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/leaderboard': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/players/{username}/stats': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/players/{username}/history': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/players/{username}/history/{metric}': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/players/{username}/records': { function: 'share', access: 'public' },
  'GET /s/{slug}/data/players/{username}/calendar': { function: 'share', access: 'public' },

  // What Wise Old Man's programs ask for.
  'GET /wom/v2/players/search': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/id/{id}': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}': { function: 'wom', access: 'viewer' },
  // To add somebody takes the role admin, which its handler looks at.
  'POST /wom/v2/players/{username}': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/gained': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/snapshots': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/snapshots/timeline': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/records': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/achievements': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/achievements/progress': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/names': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/archives': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/groups': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/competitions': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/players/{username}/competitions/standings': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/competitions': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/deltas/leaderboard': { function: 'wom', access: 'viewer' },
  'GET /wom/v2/records/leaderboard': { function: 'wom', access: 'viewer' },

  'GET /health': { function: 'system', access: 'public' },
  'GET /ready': { function: 'system', access: 'public' },
  'GET /system/status': { function: 'system', access: 'admin' },
  'GET /openapi.json': { function: 'system', access: 'public' },
  'GET /docs': { function: 'system', access: 'public' },
  'GET /docs/{file}': { function: 'system', access: 'public' },
  $default: { function: 'system', access: 'public' },
} as const satisfies Record<string, Route>

/** Where the paths begin that Wise Old Man's programs know. */
export const womPrefix = '/wom/v2/'

/** Whether a route reads the body of a request. Wise Old Man's programs send some of any form, which say nothing that is needed. */
export const takesBody = (route: string): boolean => /^(POST|PATCH) (?!\/wom\/)/.test(route)

export type RouteKey = keyof typeof routes
export type ApiFunction = Route['function']

/** The route keys that one function answers. */
export type RoutesOf<F extends ApiFunction> = {
  [K in RouteKey]: (typeof routes)[K]['function'] extends F ? K : never
}[RouteKey]
