import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Doorkeeper, guard } from '../access/door.ts'
import { invokedBy } from '../access/invoked.ts'
import { closeNow, listen } from '../listening.ts'
import type { InvocationError } from './environment.ts'
import type { LocalFunction } from './function.ts'

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const answer = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** What a caller waits for: the result, or that there is none. */
const result = async (target: LocalFunction, event: unknown, response: ServerResponse): Promise<void> => {
  try {
    answer(response, 200, await target.invoke(event))
  } catch (error) {
    const { type, message } = error as InvocationError
    const headers = { 'x-amz-function-error': 'Unhandled' }
    answer(response, 200, JSON.stringify({ errorType: type, errorMessage: message }), headers)
  }
}

/** Where functions invoke one another, as they do by Lambda's API. */
export interface Invocations {
  url: string
  /** Takes the functions, which know by then where this is. */
  serve: (functions: readonly LocalFunction[]) => void
  close: () => Promise<void>
}

/** Starts it on 127.0.0.1 and a free port. */
export const startInvocations = async (keeper: Doorkeeper): Promise<Invocations> => {
  let functions: readonly LocalFunction[] = []
  const server = createServer(async (request, response) => {
    const target = functions.find(({ name }) => name === invokedBy(request))
    const event: unknown = JSON.parse((await bodyOf(request)) || '{}')
    if (!target) return answer(response, 404, '{}', { 'x-amzn-errortype': 'ResourceNotFoundException' })
    if (request.headers['x-amz-invocation-type'] !== 'Event') return result(target, event, response)
    answer(response, 202, '')
    // It has been logged, and nobody waits for it.
    await target.invoke(event).catch(() => undefined)
  })
  guard(server, keeper)
  return {
    url: await listen(server),
    serve: (given) => {
      functions = given
    },
    close: () => closeNow(server),
  }
}
