import { terminalLine } from './terminal-log.ts'

/** Takes one line of output, without its line break. */
export type Log = (line: string) => void

/** Writes each line to standard error as it is. */
export const toStandardError: Log = (line) => {
  process.stderr.write(`${line}\n`)
}

/** Writes to standard error what a person at a terminal wants to see, with the times of the clock in `timeZone`. */
export const toTerminal =
  (timeZone: string): Log =>
  (line) => {
    const short = terminalLine(line, timeZone)
    if (short !== undefined) toStandardError(short)
  }

/** Writes what the local runtime itself has to say, as one line of JSON like those of the functions. */
export const report = (
  log: Log,
  level: 'INFO' | 'WARN' | 'ERROR',
  message: string,
  details: Record<string, unknown> = {},
): void => log(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service: 'local', ...details }))
