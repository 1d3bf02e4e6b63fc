/** Takes one line of output, without its line break. */
export type Log = (line: string) => void

/** Writes what the local runtime itself has to say, as one line of JSON like those of the functions. */
export const report = (
  log: Log,
  level: 'INFO' | 'WARN' | 'ERROR',
  message: string,
  details: Record<string, unknown> = {},
): void => log(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service: 'local', ...details }))
