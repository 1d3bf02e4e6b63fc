import type { Answer, Route } from './contract.ts'
import { Failure } from './failure.ts'
import { slug } from './router.ts'
import { accessToken } from './session.ts'
import { send } from './wire/send.ts'
import { type Asked, urlOf } from './wire/urls.ts'

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
