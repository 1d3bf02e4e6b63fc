import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Order } from '../../../../lib/simulator/control.ts'
import { type Simulator, startSimulator } from '../../../../lib/simulator/simulator.ts'
import packageJson from '../../../../package.json' with { type: 'json' }
import { createHiscores, type HiscoresResult } from '../../../../shared/hiscores/client.ts'
import { captures } from '../../../captures.ts'
import { certificate } from '../../../certificate.ts'

// Long enough for an answer on a busy machine, short enough to wait for in vain.
const timeoutMs = 400

let simulator: Simulator
beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.stop())

const ask = (name = 'Zezima'): Promise<HiscoresResult> =>
  createHiscores({ baseUrl: simulator.url, timeoutMs }).fetch('regular', name)

const foundBy = async (name: string): Promise<Extract<HiscoresResult, { outcome: 'found' }>> => {
  const result = await ask(name)
  if (result.outcome !== 'found') throw new Error(`${name}: ${JSON.stringify(result)}`)
  return result
}

type Rule = NonNullable<Order['rules']>[number]

const askWith = (rule: Rule): Promise<HiscoresResult> => {
  simulator.control({ rules: [rule] })
  return ask()
}

/** What the client makes of a server that answers like this. */
const askServer = async (listener: RequestListener, name = 'Zezima'): Promise<HiscoresResult> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    return await createHiscores({ baseUrl, timeoutMs }).fetch('regular', name)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const sendAs = (encoding: string, body: Buffer): Promise<HiscoresResult> =>
  askServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body))

describe('a request', () => {
  it('names the board, the character and this project', async () => {
    const result = await createHiscores({ baseUrl: `${simulator.url}/`, timeoutMs }).fetch('ironman', 'Iron Will')
    expect(result.outcome).toBe('found')
    expect(simulator.requests).toMatchObject([{ board: 'hiscore_oldschool_ironman', name: 'Iron Will' }])
    expect(simulator.requests[0]?.userAgent).toMatch(new RegExp(`^hiscore-ledger/${packageJson.version} \\(`))
  })

  it('carries the name as it was typed', async () => {
    for (const name of ['Lynx Titan', 'lynx_titan', 'LYNX-TITAN', ' Lynx\u00a0Titan ']) await ask(name)
    const names = simulator.requests.map(({ name }) => name)
    expect(names).toEqual(['Lynx Titan', 'lynx_titan', 'LYNX-TITAN', 'Lynx Titan'])
    let path = ''
    await askServer((request, response) => {
      path = request.url ?? ''
      response.end()
    }, 'Lynx Titan')
    expect(path).toBe('/m=hiscore_oldschool/index_lite.json?player=Lynx%20Titan')
  })

  it('keeps what a name contains inside the query', async () => {
    await ask('a&b=c#d/é')
    expect(simulator.requests).toMatchObject([{ name: 'a&b=c#d/é' }])
  })
})

describe('found', () => {
  it('gives the rows and the name as it is displayed', async () => {
    const result = await ask('LYNX-TITAN')
    expect(result).toMatchObject({ outcome: 'found', answer: { name: 'Lynx Titan' } })
    expect(result).toMatchObject({ answer: { skills: { 0: { name: 'Overall', level: 2_376, xp: 4_800_000_000 } } } })
  })

  const rows = {
    skills: [{ name: 'Overall', rank: 1, level: 32, xp: 1 }],
    activities: [{ name: 'Zulrah', rank: 1, score: 5 }],
  }
  const named = async (sent: string, name: unknown): Promise<HiscoresResult> => {
    simulator.control({ rules: [{ kind: 'answer', answer: { name, ...rows } as never }] })
    return ask(sent)
  }

  it('tells of an answer that names somebody else, whose name it does not take over', async () => {
    expect(await named('Zezima', 'Somebody Ese')).toEqual({
      outcome: 'found',
      answer: rows,
      stranger: 'Somebody Ese',
    })
  })

  it('takes the name in an answer that is only an echo of what was sent for no display name', async () => {
    for (const sent of ['Lynx Titan', 'iron-mammal', 'a_b']) {
      expect(await named(sent, sent)).toEqual({ outcome: 'found', answer: rows })
    }
    simulator.control({ rules: [{ kind: 'echo' }] })
    for (const sent of ['lynx-titan', 'lynx titan']) expect((await foundBy(sent)).answer).not.toHaveProperty('name')
  })

  it('takes another spelling of the name that was sent for the real one', async () => {
    expect(await named('iron-mammal', 'Iron Mammal')).toMatchObject({ answer: { name: 'Iron Mammal' } })
    expect(await named('Lynx_Titan', 'Lynx\u00a0Titan')).toMatchObject({ answer: { name: 'Lynx Titan' } })
  })

  it.each([null, 7, '', 'Lynx&#160;Titan', 'A Name Too Long For Any', '!!!'])(
    'learns nothing from %j, which is no name',
    async (name) => {
      expect(await named('Zezima', name)).toEqual({ outcome: 'found', answer: rows })
    },
  )

  it('takes one bad row for one unknown value', async () => {
    simulator.control({ rules: [{ kind: 'bad_rows', rows: ['Zulrah', 'Overall'] }] })
    const { answer } = await foundBy('Zezima')
    expect(answer.skills[0]).toEqual({ name: 'Overall', rank: -1, level: 0, xp: -1 })
    expect(answer.activities.at(-1)).toEqual({ name: 'Zulrah', rank: -1, score: -1 })
    expect(answer.skills.slice(1).every(({ xp }) => xp > 0)).toBe(true)
  })

  it('is read also when it is deflated bare, as some servers do', async () => {
    const body = Buffer.from(JSON.stringify(rows))
    for (const deflated of [deflateRawSync(body), deflateSync(body)]) {
      expect(await sendAs('deflate', deflated)).toEqual({ outcome: 'found', answer: rows })
    }
  })

  const all = captures()
  it.skipIf(all.length === 0).each(all)('$file comes through unchanged', async ({ json, answer }) => {
    simulator.control({ rules: [{ kind: 'answer', answer: json as never }] })
    const sent = answer.name?.toUpperCase() ?? 'B0aty'
    expect(await ask(sent)).toEqual({ outcome: 'found', answer })
  })

  it.each(['gzip', 'x-gzip', 'deflate', 'br', 'GZip', 'gzip, br', 'identity', 'deflate,gzip'])(
    'is read although it comes compressed by %s, for which nobody asked',
    async (encoding) => {
      const plain = await foundBy('Idle Hands')
      simulator.control({ rules: [{ kind: 'compressed', encoding }] })
      const { answer } = await foundBy('Idle Hands')
      expect(answer.skills.map(({ xp }) => xp)).toEqual(plain.answer.skills.map(({ xp }) => xp))
    },
  )
})

describe('not_found', () => {
  it('is a 404, which comes with a page', async () => {
    expect(await ask('Nobody')).toEqual({ outcome: 'not_found' })
    expect(await askWith({ kind: 'not_found' })).toEqual({ outcome: 'not_found' })
  })

  it('is a 400, which is about that name alone', async () => {
    expect(await askWith({ kind: 'bad_request' })).toEqual({ outcome: 'not_found' })
  })
})

describe('rate_limited', () => {
  it('is a 429, with the wait that it asks for or a minute', async () => {
    expect(await askWith({ kind: 'rate_limited' })).toEqual({ outcome: 'rate_limited', retryAfterMs: 60_000 })
    expect(await askWith({ kind: 'rate_limited', retryAfter: 7 })).toEqual({
      outcome: 'rate_limited',
      retryAfterMs: 7_000,
    })
    const date = new Date(Date.now() + 100_000).toUTCString()
    const { retryAfterMs } = (await askWith({ kind: 'rate_limited', retryAfter: date })) as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(90_000)
    expect(retryAfterMs).toBeLessThanOrEqual(100_000)
  })
})

describe('unavailable', () => {
  it('is a 503, with the wait if it asks for one', async () => {
    const result = { outcome: 'unavailable', reason: 'answered with status 503' }
    expect(await askWith({ kind: 'unavailable' })).toEqual(result)
    expect(await askWith({ kind: 'unavailable', retryAfter: 30 })).toEqual({ ...result, retryAfterMs: 30_000 })
  })

  it.each([204, 403, 500, 502])('is status %i', async (status) => {
    const result = await askServer((_, response) => response.writeHead(status).end())
    expect(result).toEqual({ outcome: 'unavailable', reason: `answered with status ${status}` })
  })

  it('is a redirect, which is not followed', async () => {
    const paths: string[] = []
    const result = await askServer((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(result).toEqual({ outcome: 'unavailable', reason: 'answered with status 302' })
    expect(paths).toHaveLength(1)
  })

  it('is a page with status 200', async () => {
    expect(await askWith({ kind: 'html' })).toMatchObject({
      outcome: 'unavailable',
      reason: expect.stringContaining('page'),
    })
  })

  it('is an empty body', async () => {
    expect(await askServer((_, response) => response.end())).toMatchObject({ outcome: 'unavailable' })
  })

  it.each(['timeout', 'stalled'] as const)('is an answer that does not end in time (%s)', async (kind) => {
    const startedAt = performance.now()
    expect(await askWith({ kind })).toEqual({
      outcome: 'unavailable',
      reason: `no whole answer within ${timeoutMs} ms`,
    })
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 1_000)
  })

  it('is an answer that comes late, but not one that is merely slow', async () => {
    expect(await askWith({ kind: 'slow', delayMs: 10 })).toMatchObject({ outcome: 'found' })
    expect(await askWith({ kind: 'slow', delayMs: 5_000 })).toMatchObject({ outcome: 'unavailable' })
  })

  it.each(['refused', 'cut'] as const)('is a connection that is dropped (%s)', async (kind) => {
    expect(await askWith({ kind })).toMatchObject({
      outcome: 'unavailable',
      reason: expect.stringContaining('the request failed'),
    })
  })

  it.each(['zstd', 'compress', 'gzip, sdch', 'br, br, br, br'])(
    'is an encoding nobody knows here (%s)',
    async (name) => {
      const result = await sendAs(name, Buffer.from('{}'))
      expect(result).toEqual({ outcome: 'unavailable', reason: `answered in the encoding "${name}"` })
    },
  )

  it.each([
    ['gzip', gzipSync('{"skills":[]}').subarray(0, -9)],
    ['gzip', Buffer.from('{"skills":[]}')],
    ['br', Buffer.from('{"skills":[]}')],
    ['deflate', deflateSync('{"skills":[]}').subarray(0, -5)],
    ['deflate, gzip', gzipSync(Buffer.from('{"skills":[]}'))],
  ])('is a broken stream of %s', async (encoding, body) => {
    const result = await sendAs(encoding, body)
    expect(result).toMatchObject({ outcome: 'unavailable', reason: expect.stringContaining('the request failed') })
  })

  it('is a stream of which a decoder makes nothing for longer than there is time', async () => {
    // Forty million empty files one after another, in twice fifty kilobytes.
    const empty = gzipSync('')
    const many = gzipSync(Buffer.alloc(1_000_000 * empty.length, empty))
    const startedAt = performance.now()
    const result = await sendAs('gzip, gzip', Buffer.concat(Array.from({ length: 40 }, () => many)))
    expect(result).toEqual({ outcome: 'unavailable', reason: `no whole answer within ${timeoutMs} ms` })
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 1_000)
  })

  it('is a refused connection', async () => {
    await simulator.stop()
    expect(await ask()).toEqual({ outcome: 'unavailable', reason: 'the request failed: ECONNREFUSED' })
  })
})

describe('malformed', () => {
  it('is JSON of another shape, which is kept for a look', async () => {
    expect(await askWith({ kind: 'malformed' })).toEqual({
      outcome: 'malformed',
      reason: expect.stringContaining('skills'),
      body: '{"hiscores":{"version":2,"entries":[]}}',
    })
  })

  it('is JSON that ends in the middle', async () => {
    const result = await askWith({ kind: 'garbage' })
    expect(result).toMatchObject({ outcome: 'malformed', reason: 'the answer is not JSON' })
  })

  it('keeps no more than the beginning of a long one', async () => {
    const result = await askWith({ kind: 'answer', answer: { text: 'x'.repeat(10_000) } })
    expect((result as { body: string }).body).toHaveLength(2_048)
  })

  const brackets = Buffer.alloc(256 * 1024 * 1024, '[')
  it.each([
    ['gzip', gzipSync(brackets, { level: 1 })],
    ['deflate', deflateSync(brackets, { level: 1 })],
    ['br', brotliCompressSync(brackets, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['gzip, br', brotliCompressSync(gzipSync(brackets, { level: 1 }))],
  ])('is one that grows to 256 megabytes, of which one is read (%s)', async (encoding, body) => {
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 1)
    const result = await sendAs(encoding, body)
    clearInterval(watch)
    expect(result).toMatchObject({ outcome: 'malformed', reason: 'the answer is longer than 1048576 bytes' })
    expect(most - before).toBeLessThan(64 * 1024 * 1024)
  })

  it('is an answer without an end, of which a megabyte is read', async () => {
    let sent = 0
    const result = await askServer((_, response) => {
      const chunk = ' '.repeat(64 * 1024)
      response.write('[')
      const more = (): void => {
        if (response.destroyed) return
        sent += chunk.length
        response.write(chunk, more)
      }
      more()
    })
    expect(result).toMatchObject({ outcome: 'malformed', reason: 'the answer is longer than 1048576 bytes' })
    // What the sockets on both sides hold on the way is a few megabytes.
    expect(sent).toBeLessThan(16 * 1024 * 1024)
  })
})

describe('a connection that is opened ahead', () => {
  /** A server that knows nobody, and how often somebody has connected to it. */
  const startServer = async (server: Server) => {
    let connections = 0
    server.on(server instanceof HttpsServer ? 'secureConnection' : 'connection', () => {
      connections += 1
    })
    await once(server.listen(0, 'localhost'), 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      connections: () => connections,
      stop: () => {
        server.close()
        server.closeAllConnections()
      },
    }
  }
  const knowsNobody: RequestListener = (_, response) => void response.writeHead(404).end()

  it('is the one that the request goes over', async () => {
    const server = await startServer(createServer(knowsNobody))
    const hiscores = createHiscores({ baseUrl: `http://localhost:${server.port}`, timeoutMs })
    const connection = hiscores.connect()
    await once(connection, 'connect')
    expect(await hiscores.fetch('regular', 'Zezima', connection)).toEqual({ outcome: 'not_found' })
    expect(server.connections()).toBe(1)
    expect(await hiscores.fetch('regular', 'Zezima')).toEqual({ outcome: 'not_found' })
    expect(server.connections()).toBe(2)
    server.stop()
  })

  it('shakes hands ahead, with a server that is trusted', async () => {
    const trusted = getCACertificates('default')
    const server = await startServer(createHttpsServer(certificate, knowsNobody))
    const hiscores = createHiscores({ baseUrl: `https://localhost:${server.port}`, timeoutMs })
    expect(await hiscores.fetch('regular', 'Zezima')).toMatchObject({
      outcome: 'unavailable',
      reason: 'the request failed: DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    setDefaultCACertificates([certificate.cert])
    try {
      const before = server.connections()
      const connection = hiscores.connect()
      await once(connection, 'secureConnect')
      expect(await hiscores.fetch('regular', 'Zezima', connection)).toEqual({ outcome: 'not_found' })
      expect(server.connections()).toBe(before + 1)
    } finally {
      setDefaultCACertificates(trusted)
      server.stop()
    }
  })

  it('is opened again where it has been closed since', async () => {
    const server = await startServer(createServer(knowsNobody))
    const hiscores = createHiscores({ baseUrl: `http://localhost:${server.port}`, timeoutMs })
    const connection = hiscores.connect()
    await once(connection, 'connect')
    connection.destroy()
    expect(await hiscores.fetch('regular', 'Zezima', connection)).toEqual({ outcome: 'not_found' })
    server.stop()
    // Nobody hears of one that failed before anything was asked.
    const late = hiscores.connect()
    await new Promise((resolve) => late.once('close', resolve))
    expect(await hiscores.fetch('regular', 'Zezima', late)).toMatchObject({ outcome: 'unavailable' })
  })
})
