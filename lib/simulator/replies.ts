import type { ServerResponse } from 'node:http'
import type { Rule } from './rules.ts'
import type { Variant } from './variants.ts'

const page = (title: string, text: string): string =>
  `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`

export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const sendPage = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}

/** The page that the hiscores send instead of JSON for a name that is not on a board. */
export const sendNotFound = (response: ServerResponse): void =>
  sendPage(response, 404, page('404 - Page not found', 'Sorry, the page you were looking for was not found.'))

const halfAnAnswer = '{"name":"Zezima","skills":[{"id":0,"name":"Overall","rank":1,'

const sendHalf = (response: ServerResponse, then: () => void): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 * halfAnAnswer.length })
  response.write(halfAnAnswer, then)
}

const sendRefusal = (response: ServerResponse, status: 429 | 503, retryAfter: number | string | undefined): void => {
  const title = status === 429 ? 'Too many requests' : 'Service unavailable'
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  sendPage(response, status, page(title, 'Please try again later.'), headers)
}

/** Answers as a rule says that leaves nothing of the ordinary answer. */
export const sendByRule = (response: ServerResponse, rule: Exclude<Rule, Variant>): void => {
  switch (rule.kind) {
    case 'not_found':
      sendNotFound(response)
      break
    case 'bad_request':
      sendPage(response, 400, page('400 - Bad request', 'Sorry, that name cannot be looked up.'))
      break
    case 'rate_limited':
      sendRefusal(response, 429, rule.retryAfter)
      break
    case 'unavailable':
      sendRefusal(response, 503, rule.retryAfter)
      break
    case 'html':
      sendPage(response, 200, page('Maintenance', 'The hiscores are being updated. Please try again later.'))
      break
    case 'malformed':
      sendJson(response, 200, { hiscores: { version: 2, entries: [] } })
      break
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' }).end(halfAnAnswer)
      break
    case 'answer':
      sendJson(response, 200, rule.answer)
      break
    case 'timeout':
      break
    case 'refused':
      response.destroy()
      break
    case 'stalled':
      sendHalf(response, () => {})
      break
    case 'cut':
      sendHalf(response, () => response.destroy())
      break
    default:
      rule satisfies never
  }
}
