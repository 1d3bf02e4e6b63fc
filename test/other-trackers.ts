import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * Stand-ins for the APIs of other trackers, with their limits and quirks, as far as a history is asked for.
 */

/** A moment of a character, as another tracker has it. */
export interface Point {
  at: number
  /** By the names that the tracker has for skills and for bosses. */
  skills: Record<string, number>
  bosses: Record<string, number>
}

export interface OtherTracker {
  url: string
  /** The requests that came, without the origin. */
  requests: URL[]
  /** What comes before the answers, one after the other: a status, and the seconds to wait. */
  faults: { status: number; retryAfter?: number }[]
  /** Called before a request is answered. */
  meanwhile: () => void
  close: () => Promise<void>
}

type Reply = { status?: number; body: string; type?: string }

const start = async (answer: (url: URL, request: IncomingMessage) => Reply): Promise<OtherTracker> => {
  const send = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    tracker.requests.push(url)
    tracker.meanwhile()
    const fault = tracker.faults.shift()
    if (fault) {
      response.writeHead(
        fault.status,
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
      )
      response.end('{"message":"too much"}')
      return
    }
    const { status = 200, body, type = 'application/json' } = answer(url, request)
    response.writeHead(status, { 'content-type': type })
    response.end(body)
  }
  const server = createServer(send)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tracker: OtherTracker = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    faults: [],
    meanwhile: () => {},
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return tracker
}

/** A snapshot as Wise Old Man tells it; what nothing is known of is -1. */
export const womSnapshot = ({ at, skills, bosses }: Point) => ({
  id: -1,
  playerId: 7,
  createdAt: new Date(at).toISOString(),
  importedAt: null,
  data: {
    skills: Object.fromEntries(
      Object.entries(skills).map(([metric, experience]) => [
        metric,
        { metric, experience, rank: experience < 0 ? -1 : 1_000, level: 1, ehp: 1.5 },
      ]),
    ),
    bosses: Object.fromEntries(
      Object.entries(bosses).map(([metric, kills]) => [
        metric,
        { metric, kills, rank: kills < 0 ? -1 : 2_000, ehb: 0.5 },
      ]),
    ),
    activities: { last_man_standing: { metric: 'last_man_standing', score: -1, rank: -1 } },
    computed: { ehp: { metric: 'ehp', value: 1.5, rank: 1 } },
  },
})

/** Wise Old Man: the newest first, 20 of them where nobody says otherwise, 200 at most. */
export const startWom = (points: Point[]): Promise<OtherTracker> =>
  start((url) => {
    if (url.pathname !== '/players/Zezima/snapshots') {
      return { status: 404, body: JSON.stringify({ code: 'PLAYER_NOT_FOUND', message: 'Player not found.' }) }
    }
    const query = url.searchParams
    const limit = Number(query.get('limit') ?? 20)
    if (limit > 200) return { status: 400, body: JSON.stringify({ message: 'The maximum results limit is 200.' }) }
    const end = Date.parse(query.get('endDate') ?? '')
    const offset = Number(query.get('offset') ?? 0)
    const within = points.filter(({ at }) => at <= end).sort((a, b) => b.at - a.at)
    return { body: JSON.stringify(within.slice(offset, offset + limit).map(womSnapshot)) }
  })

const stampOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

/** Points as TempleOSRS tells them. */
export const templePoints = (points: readonly Point[], of: 'skills' | 'bosses') => ({
  data:
    points.length === 0
      ? []
      : Object.fromEntries(
          points.map((point) => [
            stampOf(point.at),
            { ...point[of], ...(of === 'skills' && { Ehp: 1.25, im_ehp: 0.5 }) },
          ]),
        ),
})

/** TempleOSRS: the newest of a window that ends with a moment, 200 or fewer; skills and bosses apart. */
export const startTemple = (points: Point[], most = 200): Promise<OtherTracker> =>
  start((url) => {
    const query = url.searchParams
    if (url.pathname !== '/player_datapoints.php' || query.get('player') !== 'Zezima') {
      return { body: JSON.stringify({ error: { Code: 402, Message: 'User not found in database.' } }) }
    }
    const end = Number(query.get('date')) * 1000
    const since = end - Number(query.get('time')) * 1000
    const within = points.filter(({ at }) => at >= since && at <= end).sort((a, b) => b.at - a.at)
    return { body: JSON.stringify(templePoints(within.slice(0, most), query.get('bosses') ? 'bosses' : 'skills')) }
  })

/** A line as Crystal Math Labs tells it, of the 24 skills in the order of their days; of each the same but overall. */
export const cmlLine = (at: number, overall: number, each: number): string => {
  const others = (value: number): number[] => Array.from({ length: 23 }, () => value)
  return `${at / 1000} ${[overall, ...others(each)].join()} ${[900, ...others(each > 0 ? 800 : -1)].join()}`
}

/** Crystal Math Labs: of a window longer than a year every third point. */
export const startCml = (lines: { at: number; line: string }[], now: number): Promise<OtherTracker> =>
  start((url) => {
    const query = url.searchParams
    const seconds = Number(query.get('time'))
    if (url.pathname !== '/api.php' || query.get('player') !== 'Zezima') return { body: '-1', type: 'text/html' }
    const within = lines.filter(({ at }) => at >= now - seconds * 1000)
    const told = seconds > 366 * 86_400 ? within.filter((_, index) => index % 3 === 0) : within
    return { body: `${told.map(({ line }) => line).join('\n')}\n`, type: 'text/html' }
  })
