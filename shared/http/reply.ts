/**
 * What a handler answers: `body` becomes JSON, `text` is sent as it is in its place, and so is `gzipped`, which every
 * client gets compressed; none of them is a 204.
 */
export interface Reply {
  status?: number
  body?: unknown
  text?: { type: string; body: string }
  gzipped?: { type: string; bytes: Buffer }
  headers?: Record<string, string>
  /** What was changed, for the audit, where the path does not say all of it. */
  subject?: string
}
