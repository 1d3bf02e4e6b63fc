/**
 * What a handler answers: `body` becomes JSON, `text` is sent as it is in its place, and so is `packed`, which is compressed
 * already; none of them is a 204.
 */
export interface Reply {
  status?: number
  body?: unknown
  text?: { type: string; body: string }
  packed?: { type: string; encoding: 'br' | 'gzip'; bytes: Buffer }
  headers?: Record<string, string>
  /** What a browser is to keep, as `Set-Cookie` has it. */
  cookies?: string[]
  /** What was changed, for the audit, where the path does not say all of it. */
  subject?: string
}
