import type { Event } from '../../../../shared/http/event.ts'

interface Given {
  /** The route that it took; none when that does not matter. */
  route?: string
  method?: string
  headers?: Record<string, string>
  body?: string
  base64?: boolean
}

/** A request as API Gateway hands it on, with what a test is about and the least of everything else. */
export const event = ({ route, method = 'GET', headers = {}, body, base64 = false }: Given = {}): Event =>
  ({
    headers,
    isBase64Encoded: base64,
    requestContext: { requestId: 'from-the-gateway=', http: { method } },
    ...(route !== undefined && { routeKey: route }),
    ...(body !== undefined && { body }),
  }) as Event
