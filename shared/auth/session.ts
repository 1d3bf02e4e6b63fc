/** What a user may do: a viewer reads and asks for fetches, an admin does the rest as well. */
export type Role = 'viewer' | 'admin'

/** Whether a role may do more than another one. */
export const isAbove = (role: Role, other: Role): boolean => role === 'admin' && other !== 'admin'

/** Who is asking: the session that an access token names, as the auth table knows it at this moment. */
export interface Session {
  id: string
  username: string
  role: Role
  /** When the session ends unless it is refreshed, in milliseconds since 1970. */
  expiresAt: number
}
