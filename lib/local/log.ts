import { terminalLine } from './terminal-log.ts'

/** Takes one line of output, without its line break. */
export type Log = (line: string) => void

/** Writes each line to standard error as it is. */
export const toStandardError: Log = (line) => {
  process.stderr.write(`${line}\n`)
}

/** Has what a person at a terminal wants to see written, with the times of the clock in `timeZone`. */
export const toTerminal =
  (timeZone: string, write: Log): Log =>
  (line) => {
    const short = terminalLine(line, timeZone)
    if (short !== undefined) write(short)
  }

/** Writes what the local runtime itself has to say, as one line of JSON like those of the functions. */
export const report = (
  log: Log,
  level: 'INFO' | 'WARN' | 'ERROR',
  message: string,
  details: Record<string, unknown> = {},
): void => log(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service: 'local', ...details }))
