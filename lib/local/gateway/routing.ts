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

const split = (key: string): { method: string; segments: string[] } => {
  const [method = '', path = ''] = key.split(' ')
  return { method, segments: path.split('/').slice(1) }
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

/** Lower is more specific: no greedy variable, then literals as far left as possible, then the method by name. */
const rank = ({ method, segments }: { method: string; segments: string[] }): string =>
  [
    isGreedy(segments.at(-1)) ? 1 : 0,
    segments.map((segment) => (isGreedy(segment) ? 2 : isVariable(segment) ? 1 : 0)).join(''),
    method === 'ANY' ? 1 : 0,
  ].join(' ')

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
    const candidate = split(route.key)
    if (candidate.method !== method && candidate.method !== 'ANY') continue
    const parameters = parametersFor(candidate.segments, parts)
    const ranked = rank(candidate)
    if (parameters === undefined || (best && best.rank <= ranked)) continue
    best = { route, parameters: Object.keys(parameters).length > 0 ? parameters : undefined, rank: ranked }
  }
  if (best) return { route: best.route, parameters: best.parameters }
  const fallback = routes.find(({ key }) => key === '$default')
  return fallback && { route: fallback, parameters: undefined }
}
