import type { Answer, Route } from './contract.ts'
import { Failure } from './failure.ts'
import { slug } from './router.ts'
import { send } from './send.ts'
import { accessToken } from './session.ts'

/** What goes into a request. An undefined part of the query is left out. */
export interface Asked {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
}

/** Where a route is with its parameters filled in: for who came by a link, among the data of that link. */
export const urlOf = (path: string, { path: parameters = {}, query = {} }: Asked, link?: string): string => {
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
  const given = Object.entries(query).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  )
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `${link === undefined ? '' : `/s/${encodeURIComponent(link)}/data`}${filled}${search === '' ? '' : `?${search}`}`
}

/** Sends a request in the name of the user, or of the link, whose token is renewed when it has to be. Throws a `Failure`. */
export const request = async (route: Route, asked: Asked = {}, accept = 'application/json'): Promise<Response> => {
  const [method = 'GET', path = '/'] = route.split(' ')
  const link = slug.value
  const sent = { method, url: urlOf(path, asked, link), body: asked.body, accept }
  if (link !== undefined) return send(sent)
  const token = await accessToken()
  return send({ ...sent, token }).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'invalid_token') throw error
    return send({ ...sent, token: await accessToken(token) })
  })
}

/** Asks a route of the API, and gives its answer. Throws a `Failure`. */
export const ask = async <R extends Route>(route: R, asked: Asked = {}): Promise<Answer<R>> => {
  const response = await request(route, asked)
  if (response.status === 204) return undefined as Answer<R>
  return response.json().catch(() => {
    throw new Failure('unreadable', { status: response.status })
  })
}
