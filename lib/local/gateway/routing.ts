/** One route of an HTTP API. */
export interface Route<T> {
  /** As the template has it: `GET /players/{username}`, `ANY /files/{proxy+}` or `$default`. */
  key: string
  target: T
}

export interface Match<T> {
  route: Route<T>
  /** Decoded; undefined when the route has none. */
  parameters: Record<string, string> | undefined
}

const isGreedy = (segment: string | undefined): boolean => segment?.endsWith('+}') ?? false
const isVariable = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}')
const nameOf = (variable: string): string => variable.slice(1, isGreedy(variable) ? -2 : -1)

interface Key {
  method: string
  segments: string[]
  /** Lower is more specific. */
  rank: string
}

const parametersFor = (segments: string[], parts: string[]): Record<string, string> | undefined => {
  const greedy = isGreedy(segments.at(-1))
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const value = isGreedy(segment) ? parts.slice(index).join('/') : parts[index]
    if (isVariable(segment) ? !value : value !== segment) return undefined
    if (isVariable(segment)) parameters[nameOf(segment)] = value!
  }
  return parameters
}

/** No greedy variable before any, then literals as far left as possible, then the method by name. */
const rank = (method: string, segments: string[]): string =>
  [
    isGreedy(segments.at(-1)) ? 1 : 0,
    segments.map((segment) => (isGreedy(segment) ? 2 : isVariable(segment) ? 1 : 0)).join(''),
    method === 'ANY' ? 1 : 0,
  ].join(' ')

const known = new Map<string, Key>()

/** Reads a route's key, once: each request looks at all routes. */
const keyOf = (text: string): Key => {
  const before = known.get(text)
  if (before) return before
  const [method = '', path = ''] = text.split(' ')
  const segments = path.split('/').slice(1)
  const key = { method, segments, rank: rank(method, segments) }
  known.set(text, key)
  return key
}

/**
 * Finds the route for a request as API Gateway does: an exact path before `{variable}` before `{greedy+}` before
 * `$default`, and a named method before `ANY`. The path is decoded as a whole before it is split, so that `%2F` separates
 * segments; a trailing slash makes another path.
 */
export const match = <T>(routes: readonly Route<T>[], method: string, decodedPath: string): Match<T> | undefined => {
  const parts = decodedPath.split('/').slice(1)
  let best: (Match<T> & { rank: string }) | undefined
  for (const route of routes) {
    if (route.key === '$default') continue
    const candidate = keyOf(route.key)
    if (candidate.method !== method && candidate.method !== 'ANY') continue
    const parameters = parametersFor(candidate.segments, parts)
    if (parameters === undefined || (best && best.rank <= candidate.rank)) continue
    best = { route, parameters: Object.keys(parameters).length > 0 ? parameters : undefined, rank: candidate.rank }
  }
  if (best) return { route: best.route, parameters: best.parameters }
  const fallback = routes.find(({ key }) => key === '$default')
  return fallback && { route: fallback, parameters: undefined }
}
