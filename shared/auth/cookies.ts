import { ApiError } from '../http/errors.ts'

/*
 * The session of the page: what renews it travels in cookies that no script can read, instead of in bodies. One is the refresh
 * token, with all rules of the body's; the other one the secret of the device, which outlives sessions.
 */

const names = { refreshToken: 'refresh', deviceSecret: 'device' } as const

type Kind = keyof typeof names

/**
 * A cookie for the routes of signing in alone, which no other site can have a browser send. `Secure` also on this machine, where
 * browsers take http on 127.0.0.1 for as good.
 */
const written = (kind: Kind, value: string, maxAgeMs: number): string =>
  `${names[kind]}=${value}; Path=/auth; Max-Age=${Math.floor(maxAgeMs / 1000)}; HttpOnly; Secure; SameSite=Strict`

/** What a browser is to keep, in place of what a body would have told; each for so long, in milliseconds. */
export const sessionCookies = (
  secrets: { [K in Kind]?: string | undefined },
  lifetimesMs: Readonly<Record<Kind, number>>,
): string[] =>
  (Object.keys(names) as Kind[]).flatMap((kind) => {
    const value = secrets[kind]
    return value === undefined ? [] : [written(kind, value, lifetimesMs[kind])]
  })

/** A cookie that a request has brought along; undefined without one. */
export const cookieIn = (cookies: readonly string[], kind: Kind): string | undefined =>
  cookies.find((cookie) => cookie.startsWith(`${names[kind]}=`))?.slice(names[kind].length + 1)

/** What takes the refresh token from the browser, where it has one. */
export const forgottenCookies = (cookies: readonly string[]): string[] =>
  cookieIn(cookies, 'refreshToken') === undefined ? [] : [written('refreshToken', '', 0)]

/**
 * Sees to it that cookies are used by this origin's own page alone. Browsers say where a request comes from; what does not say it
 * cannot be used by another site, since it keeps to `SameSite`. A form of another site can declare no JSON. Throws
 * `cross_site` and `unsupported_media_type`.
 */
export const assertOwnPage = (headers: Readonly<Record<string, string | undefined>>): void => {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') {
    throw new ApiError('cross_site', 'Cookies are for the page of this address alone.')
  }
  // That it is JSON, if it is declared at all, is known by now.
  if (headers['content-type'] === undefined) {
    throw new ApiError('unsupported_media_type', 'A request with cookies is JSON: content-type: application/json.')
  }
}
