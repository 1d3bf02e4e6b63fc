import { Logger } from '@aws-lambda-powertools/logger'

/** The structured log: one JSON object a line. Never given a password, a token or a key. */
export const log = new Logger()
