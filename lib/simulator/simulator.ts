import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { boardOf, modes } from '../../shared/hiscores/boards.ts'
import { cast } from './cast.ts'
import { createControl, type Order } from './control.ts'
import { bornOn } from './population.ts'
import { sendByRule, sendJson, sendNotFound } from './replies.ts'
import { applyRules } from './rules.ts'
import { sheetOf } from './sheet.ts'
import { characterAskedFor, isVariant, momentShown, sendEncoded, varied } from './variants.ts'
import { characterOf, worldBegan } from './world.ts'

/** A request for a character, as it arrived. */
export interface Arrival {
  /** Milliseconds since 1970, with fractions, from a clock that never steps back. */
  at: number
  board: string
  /** The name as it was asked for. */
  name: string
  userAgent: string | undefined
}

interface Options {
  /** 0 takes a free one. */
  port?: number
  /** The time that the characters train by, in milliseconds since 1970. */
  now?: () => number
  onRequest?: (arrival: Arrival) => void
}

export interface Simulator {
  url: string
  /** The requests for characters so far, the newest last; the oldest are dropped after a day at full pace. */
  requests: Arrival[]
  /** Makes it fail, answer otherwise, or run ahead: what `PUT /control` does. Throws for an order that it does not know. */
  control: (order: Order) => void
  /** Back to ordinary answers: no rules and no offsets. Time stays as far ahead as it is. */
  reset: () => void
  /** Ends all connections and stops. */
  stop: () => Promise<void>
}

const requestsKept = 50_000

/** Starts simulated hiscores on 127.0.0.1, with characters that train as time passes and faults to be switched on. */
export const startSimulator = async ({ port = 0, now = Date.now, onRequest }: Options = {}): Promise<Simulator> => {
  const control = createControl()
  const requests: Arrival[] = []
  const startedAt = now()
  const stopping = new AbortController()

  const record = (arrival: Arrival): void => {
    requests.push(arrival)
    if (requests.length > requestsKept) requests.splice(0, requests.length - requestsKept)
    onRequest?.(arrival)
  }

  /** The world's time, in seconds. */
  const worldSeconds = (time: number): number => Math.max(0, (time - worldBegan) / 1000) + control.settings.aheadSeconds

  const answer = async (request: IncomingMessage, response: ServerResponse, board: string, name: string) => {
    const at = performance.timeOrigin + performance.now()
    record({ at, board, name, userAgent: request.headers['user-agent'] })
    const mode = modes.find((candidate) => boardOf(candidate) === board)
    const { rule, left } = applyRules(control.settings.rules, mode, name)
    control.settings.rules = left
    if (!isVariant(rule)) return sendByRule(response, rule)
    if (rule?.kind === 'slow') await sleep(rule.delayMs, undefined, { signal: stopping.signal })
    const shown = characterAskedFor(name, rule)
    const character = characterOf(shown)
    const time = now()
    const moment = {
      world: worldSeconds(time),
      running: (time - startedAt) / 1000 + control.settings.aheadSeconds,
    }
    const sheet = character && mode && sheetOf(character, mode, momentShown(moment, rule), control.offsetsOf(shown))
    if (!sheet) return sendNotFound(response)
    const body = varied(sheet, name, rule)
    return rule?.kind === 'compressed' ? sendEncoded(response, body, rule.encoding) : sendJson(response, 200, body)
  }

  const order = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      control.put(await json(request))
    } catch (error) {
      const message = error instanceof z.ZodError ? z.prettifyError(error) : 'The body is not JSON.'
      return sendJson(response, 400, { message })
    }
    return sendJson(response, 200, control.settings)
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const board = /^\/m=([^/]+)\/index_lite\.json$/.exec(pathname)?.[1]
    switch (board === undefined ? `${request.method} ${pathname}` : 'board') {
      case 'board':
        return answer(request, response, board!, searchParams.get('player') ?? '')
      case 'GET /control':
        return sendJson(response, 200, control.settings)
      case 'PUT /control':
        return order(request, response)
      case 'DELETE /control':
        control.reset()
        return sendJson(response, 200, control.settings)
      case 'GET /requests':
        return sendJson(response, 200, requests)
      case 'GET /characters':
        return sendJson(
          response,
          200,
          [...cast, bornOn(worldSeconds(now()))].map(({ name, about, boards }) => ({
            name,
            modes: Object.keys(boards),
            about,
          })),
        )
      default:
        return sendNotFound(response)
    }
  }

  // Whatever goes wrong here ends that connection, as a fault of the real ones would.
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    control: control.put,
    reset: control.reset,
    stop: async () => {
      stopping.abort()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
