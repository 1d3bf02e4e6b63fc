import type { FunctionName } from '../../../lib/bundles.ts'
import type { RouteKey } from '../../../shared/api/routes.ts'
import { newApiKey } from '../../../shared/auth/api-key.ts'
import { newSlug } from '../../../shared/links/slug.ts'

const apiEvent = (routeKey: RouteKey, path: string, parameters: Record<string, string> = {}) => {
  const [method] = routeKey.split(' ')
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { authorization: `Bearer ${newApiKey('bob').key}`, 'accept-encoding': 'gzip', 'user-agent': 'bench' },
    pathParameters: parameters,
    requestContext: { requestId: 'bench', http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' } },
    isBase64Encoded: false,
  }
}

const player = { username: 'zezima' }
const slug = newSlug()

/**
 * What each function is asked first, with nothing in the store: the API's functions look for a key that is not there, and refuse;
 * the others find nothing to do.
 */
export const firstEvents: Record<FunctionName, unknown> = {
  auth: apiEvent('GET /auth/me', '/auth/me'),
  players: apiEvent('GET /players', '/players'),
  stats: apiEvent('GET /players/{username}/stats', '/players/zezima/stats', player),
  history: apiEvent('GET /players/{username}/history', '/players/zezima/history', player),
  system: apiEvent('GET /system/status', '/system/status'),
  web: apiEvent('GET /', '/'),
  share: apiEvent('GET /s/{slug}/data/overview', `/s/${slug}/data/overview`, { slug }),
  wom: apiEvent('GET /wom/v2/players/{username}', '/wom/v2/players/zezima', player),
  schedule: {},
  fetch: { Records: [{ messageId: '1', body: JSON.stringify(player).replace('username', 'player') }] },
  deliver: {},
}
