/** An access token, and what it says of its bearer. */
export interface Token {
  text: string
  /** In milliseconds since 1970, by this machine's clock. */
  expiresAt: number
  username: string
  role: 'viewer' | 'admin'
}

/**
 * Reads an access token. What it says decides what is shown, without one more request; what is allowed the API decides. One
 * that cannot be read is a viewer's without a name.
 */
export const claimsOf = (text: string, expiresAt: number): Token => {
  let claims: { sub?: unknown; role?: unknown } = {}
  try {
    const payload = (text.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    claims = JSON.parse(new TextDecoder().decode(bytes)) ?? {}
  } catch {}
  return {
    text,
    expiresAt,
    username: typeof claims.sub === 'string' ? claims.sub : '',
    role: claims.role === 'admin' ? 'admin' : 'viewer',
  }
}
