interface Entry {
  type: string
  q: number
}

const entriesOf = (accept: string): Entry[] =>
  accept.split(',').map((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    return { type, q: q === undefined ? 1 : Number(q.slice(2)) || 0 }
  })

/**
 * Which of some media types a client would like best by its `Accept` header (RFC 9110, section 12.5.1). Of equals the one
 * that is offered first; the first one also when the client wants none of them, which helps it more than a 406.
 */
export const preferred = <T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T => {
  const entries = entriesOf(accept || '*/*')
  const weight = (type: string): number => {
    const patterns = [type, `${type.split('/')[0]}/*`, '*/*']
    const [entry] = patterns.flatMap((pattern) => entries.find((each) => each.type === pattern) ?? [])
    return entry?.q ?? 0
  }
  return offered.reduce((best, type) => (weight(type) > weight(best) ? type : best))
}
