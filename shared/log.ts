import { Logger } from '@aws-lambda-powertools/logger'

/** The structured log: one JSON object a line. Never given a password, a token or a key. */
export const log = new Logger()

const mostLogged = 200

/** What a client chose, as it goes into the log: no longer than somebody reads, and no more than a flood may cost. */
export const brief = <T extends string | undefined>(text: T): T =>
  (text && text.length > mostLogged ? `${text.slice(0, mostLogged).toWellFormed()}…` : text) as T
