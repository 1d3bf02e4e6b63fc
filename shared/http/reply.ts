/** What a handler answers: `body` becomes JSON, `text` is sent as it is in its place, and neither is a 204. */
export interface Reply {
  status?: number
  body?: unknown
  text?: { type: string; body: string }
  headers?: Record<string, string>
}
