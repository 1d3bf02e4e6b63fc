/** A line of the log as far as it is looked at here; anything may be missing. */
interface Entry extends Record<string, unknown> {
  level?: string
  message?: string
  timestamp?: string
}

const parsed = (line: string): Entry | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : undefined
  } catch {
    return undefined
  }
}

// Every line has these, and they tell a person nothing.
const plain = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate', 'error', 'xray_trace_id'])

/** An error in one line, of Powertools or of the local runtime, or one that is only a text. */
const errorText = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return error === undefined ? undefined : String(error)
  const { name, type, message, location } = error as Record<string, unknown>
  return `${name ?? type ?? 'Error'}: ${message ?? ''}${location ? ` (${location})` : ''}`
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const joined = (...parts: (string | undefined | false)[]): string => parts.filter(Boolean).join('  ')

const request = ({ method, path, status, durationMs, who }: Entry): string =>
  joined(`${text(method).padEnd(6)} ${text(path)}`, `${status}`, `${durationMs} ms`, who ? text(who) : undefined)

const fetched = ({ player, mode, outcome, error, durationMs }: Entry): string =>
  joined(
    `fetch  ${text(player)}${mode === 'regular' ? '' : ` (${mode})`}`,
    text(outcome),
    `${durationMs} ms`,
    errorText(error),
  )

const other = (entry: Entry): string => {
  const details = Object.entries(entry).filter(([name]) => !plain.has(name))
  const error = errorText(entry.error)
  return joined(
    entry.level !== 'INFO' && entry.level,
    error ? `${entry.message}: ${error}` : text(entry.message),
    ...details.map(([name, value]) => `${name}=${text(value)}`),
  )
}

const told = (entry: Entry): string | undefined => {
  if (entry.level !== 'INFO') return other(entry)
  switch (entry.message) {
    case 'request':
      return request(entry)
    case 'fetch':
      return fetched(entry)
    case 'tick':
      return entry.queued ? `tick   ${entry.due} due, ${entry.queued} queued` : undefined
    case 'sign-in':
    case 'refresh':
      // The request's own line says that it succeeded.
      return entry.outcome === 'succeeded'
        ? undefined
        : joined(`${entry.message} ${entry.username}`, text(entry.outcome))
    case 'invocation failed':
      // Broken off because the stack stops; any other is an error.
      return undefined
    default:
      return other(entry)
  }
}

// Whoever sends a request chooses its path, and must not steer the terminal of whoever looks on.
const harmless = (line: string): string => line.replaceAll(/[^\P{Cc}\t]/gu, '\ufffd')

/**
 * Makes the short line for a terminal of one line that a function or the local runtime has written: one a request and one
 * a fetch, nothing for metrics and idle ticks. What is no JSON stays as it is. The time is the clock's in `timeZone`.
 */
export const terminalLine = (line: string, timeZone: string): string | undefined => {
  const entry = parsed(line)
  if (!entry?.message) return entry && '_aws' in entry ? undefined : harmless(line)
  const said = told(entry)
  const at = new Date(entry.timestamp ?? Number.NaN)
  const time = Number.isNaN(at.getTime()) ? undefined : at.toLocaleTimeString('en-GB', { timeZone })
  return said === undefined ? undefined : harmless(joined(time, said))
}
