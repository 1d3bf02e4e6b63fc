/**
 * How much a client wants something, 0 to 1, by a header like `Accept` (RFC 9110, section 12.4.2): what is said of the
 * first of some patterns that the header has, and 0 when it has none.
 */
export const weightOf = (header: string, patterns: readonly string[]): number => {
  const entries = header.split(',').map((entry) => entry.split(';').map((part) => part.trim().toLowerCase()))
  const [entry] = patterns.flatMap((pattern) => entries.filter(([name]) => name === pattern))
  if (!entry) return 0
  const q = entry.find((parameter) => parameter.startsWith('q='))
  return q === undefined ? 1 : Number(q.slice(2)) || 0
}

/**
 * Which of some media types a client would like best by its `Accept` header (RFC 9110, section 12.5.1). Of equals the one
 * that is offered first; the first one also when the client wants none of them, which helps it more than a 406.
 */
export const preferred = <T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T => {
  const weight = (type: string): number => weightOf(accept || '*/*', [type, `${type.split('/')[0]}/*`, '*/*'])
  return offered.reduce((best, type) => (weight(type) > weight(best) ? type : best))
}
