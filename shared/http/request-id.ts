import type { Event } from './event.ts'

/**
 * The id that a request goes by in its answer and in the log: the one that the client gave it in `X-Request-Id`, if that
 * can be written anywhere without harm, or else API Gateway's.
 */
export const requestIdOf = ({ headers, requestContext }: Event): string => {
  const given = headers['x-request-id']
  return given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : requestContext.requestId
}
