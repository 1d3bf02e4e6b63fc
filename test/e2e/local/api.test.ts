import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalName } from '../../../shared/hiscores/names.ts'
import { createPlayer } from '../../../shared/players/players.ts'
import { storeAnswer } from '../../../shared/snapshots/store.ts'
import { activityRow, skillRow } from '../../rows.ts'
import { type Answer, type Client, fetchNow, request } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

const origin = 'https://ledger.example'

let stack: OwnStack
let client: Client

beforeAll(async () => {
  stack = await startStack({ config: { corsOrigins: [origin] } })
  client = stack.admin
  await client.post('/players', { username: 'Zezima' })
})
afterAll(() => stack?.stop())

const asking = (path: string, headers: Record<string, string>, method = 'GET'): Promise<Answer> =>
  client.request(method, path, undefined, headers)

describe('an answer that may be kept', () => {
  const reads = [
    '/players',
    '/players/zezima',
    '/players/zezima/stats',
    '/players/stats?usernames=zezima',
    '/players/zezima/history?start=2020-01-01&end=2100-01-01',
    '/players/zezima/records',
    '/players/zezima/export',
    '/players/zezima/tasks',
    '/players/zezima/calendar?tz=Europe/Berlin',
    '/overview?tz=Europe/Berlin',
    '/leaderboard',
    '/metrics',
  ]

  it.for(reads.filter((path) => !path.includes('history')))('of %s is asked for again by its tag', async (path) => {
    const first = await client.get(path)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const tag = first.headers.get('etag')!
    for (const given of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
      const again = await asking(path, { 'if-none-match': given })
      expect(again).toMatchObject({ status: 304, body: '' })
      expect(again.headers.get('etag')).toBe(tag)
    }
    expect((await asking(path, { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await asking(path, { 'if-none-match': tag }, 'HEAD')).status).toBe(304)
  })

  it('has another tag once something is new', async () => {
    const first = await client.get('/players/zezima')
    await client.request('PATCH', '/players/zezima', { fetchIntervalMinutes: 30 })
    const tag = first.headers.get('etag')!
    const second = await asking('/players/zezima', { 'if-none-match': tag })
    expect(second).toMatchObject({ status: 200, body: { fetchIntervalMinutes: 30 } })
    expect(second.headers.get('etag')).not.toBe(tag)
    await client.request('PATCH', '/players/zezima', { fetchIntervalMinutes: null })
  })

  it('may be kept by everybody when it is public, and by nobody when it is an error or of a moment', async () => {
    const control = async (path: string) => (await client.get(path)).headers.get('cache-control')
    for (const path of ['/openapi.json', '/docs', '/.well-known/jwks.json']) {
      expect(await control(path)).toBe('public, max-age=300')
    }
    for (const path of ['/health', '/ready', '/auth/me', '/nowhere', '/players/nobody']) {
      expect(await control(path)).toBe('no-store')
    }
  })
})

describe('the documentation', () => {
  it('loads only what is served here, compressed and to be kept for ever', async () => {
    const page = await client.get('/docs')
    const policy = page.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const paths = [...(page.body as string).matchAll(/"(docs\/[^"]*)"/g)].map(([, path]) => `/${path}`)
    const types = { js: 'text/javascript', css: 'text/css' }
    expect(paths.map((path) => path.split('.')[1]).sort()).toEqual(Object.keys(types).sort())
    for (const path of paths) {
      // Also for whoever asks for it as it is: that would be four times as much.
      const { status, headers, body } = await asking(path, { 'accept-encoding': 'identity' })
      expect(status).toBe(200)
      expect(body.length).toBeGreaterThan(100_000)
      expect(headers.get('content-type')).toBe(`${types[path.split('.')[1] as 'js' | 'css']}; charset=utf-8`)
      expect(headers.get('content-encoding')).toBe('gzip')
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      const again = await asking(path, { 'if-none-match': headers.get('etag')! })
      expect(again).toMatchObject({ status: 304, body: '' })
    }
  })

  it.for(['page-0.js', 'index.js', 'docs.html', 'page-0.js.gz', '..%2Findex.js', 'page-..%2F..%2Findex.js'])(
    'has no file %s',
    async (name) => {
      const { status, headers } = await client.get(`/docs/${name}`)
      expect([status, headers.get('cache-control')]).toEqual([404, 'no-store'])
    },
  )
})

describe('HEAD', () => {
  it.for(['/players/zezima/stats', '/players', '/health', '/', '/docs', '/openapi.json', '/players/nobody'])(
    'of %s is GET without the body',
    async (path) => {
      const [get, head] = [await client.get(path), await client.request('HEAD', path)]
      expect(head).toMatchObject({ status: get.status, body: '' })
      for (const name of ['content-type', 'cache-control', 'etag', 'content-encoding', 'vary']) {
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)])
      }
    },
  )
})

describe('compression', () => {
  it.for([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['identity', null],
    ['br;q=0, *', 'gzip'],
  ] as const)('of more than 1 KB is as `%s` asks', async ([accepted, encoding]) => {
    const plain = await asking('/players/zezima/stats', { 'accept-encoding': 'identity' })
    const answer = await asking('/players/zezima/stats', { 'accept-encoding': accepted })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('vary')).toContain('accept-encoding')
    expect(answer.body).toEqual(plain.body)
    expect(answer.headers.get('etag')).toBe(plain.headers.get('etag'))
  })

  it('is not for less', async () => {
    const answer = await asking('/health', { 'accept-encoding': 'gzip' })
    expect(answer.headers.get('content-encoding')).toBeNull()
  })
})

describe('pages of other origins', () => {
  const allowed = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin')

  it('may read answers and errors when their origin is configured, and only then', async () => {
    for (const path of ['/players', '/players/nobody', '/nowhere']) {
      expect(allowed(await asking(path, { origin }))).toBe(origin)
      for (const other of ['https://evil.example', 'http://ledger.example', `${origin}.evil.example`, 'null']) {
        expect(allowed(await asking(path, { origin: other }))).toBeNull()
      }
    }
    const exposed = (await asking('/players', { origin })).headers.get('access-control-expose-headers')
    expect(exposed).toMatch(/etag.*link.*location.*retry-after.*x-request-id/)
  })

  it('learn beforehand what they may send', async () => {
    // The gateway answers these itself, so they are not of the contract.
    const preflight = (from: string) =>
      fetch(`${stack.url}/players/zezima`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization',
        },
      })
    const { status, headers } = await preflight(origin)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-methods')?.split(',')).toEqual(
      expect.arrayContaining(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']),
    )
    expect(headers.get('access-control-allow-headers')).toContain('authorization')
    expect(allowed(await preflight('https://evil.example'))).toBeNull()
  })
})

describe('what no route takes', () => {
  it('is told from what takes another method', async () => {
    const refused = await client.request('PUT', '/players/zezima')
    expect(refused).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(refused.headers.get('allow')).toBe('GET, PATCH, DELETE, HEAD, OPTIONS')
    expect(await client.request('DELETE', '/health')).toMatchObject({ status: 405 })
    expect(await client.request('PUT', '/nowhere')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await client.get('/players/')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it('tells the methods of a path for OPTIONS, without a token', async () => {
    const answer = await request(stack.url, 'OPTIONS', '/players')
    expect(answer).toMatchObject({ status: 204, body: '' })
    expect(answer.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
    expect(await request(stack.url, 'OPTIONS', '/nowhere')).toMatchObject({ status: 404 })
  })
})

describe('a body', () => {
  it.for(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'of the type %s is not understood',
    async (type) => {
      const sent = await client.request('POST', '/players', '{"username":"Lynx Titan"}', { 'content-type': type })
      expect(sent).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    },
  )

  it('over 64 KB is too large', async () => {
    const sent = await client.post('/players', { username: 'x'.repeat(70_000) })
    expect(sent).toMatchObject({ status: 413, body: { code: 'payload_too_large' } })
  })
})

describe('a request id', () => {
  it('is taken from the request, when it may be written anywhere', async () => {
    const answer = await asking('/players/nobody', { 'x-request-id': 'my-request.1' })
    expect(answer.headers.get('x-request-id')).toBe('my-request.1')
    expect(answer.body.requestId).toBe('my-request.1')
    expect(stack.log.some((line) => line.includes('"my-request.1"'))).toBe(true)
  })

  it.for(['', 'a b', 'x'.repeat(65), '{"a":1}'])('is made when the one given is %j', async (given) => {
    const answer = await asking('/health', { 'x-request-id': given })
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w+/=-]{10,}$/)
  })
})

describe('where to go next', () => {
  it('is told of what was made', async () => {
    const added = await client.post('/players', { username: 'lynx-TITAN' })
    expect(added).toMatchObject({ status: 201, body: { username: 'Lynx Titan' } })
    expect(await client.get(added.headers.get('location')!)).toMatchObject({ body: { username: 'Lynx Titan' } })
    const asked = await client.post('/players/lynx_titan/fetch')
    const { taskId } = asked.body
    expect(await client.get(asked.headers.get('location')!)).toMatchObject({ status: 200, body: { taskId } })
  })
})

describe('the catalogue of metrics', () => {
  const formerly = async (metric: string): Promise<string[]> => {
    const { body } = await client.get('/metrics')
    return body.metrics.find((each: { metric: string }) => each.metric === metric).formerly
  }

  it('has all that a player has, and former names as an admin says', async () => {
    const { body } = await client.get('/metrics')
    const { body: stats } = await client.get('/players/zezima/stats')
    const keys = ({ group }: { group: string }): string[] =>
      body.metrics.flatMap((each: { metric: string; group: string }) => (each.group === group ? [each.metric] : []))
    for (const group of ['skills', 'bosses', 'activities']) {
      expect(keys({ group })).toEqual(expect.arrayContaining(Object.keys(stats[group])))
    }
    const path = '/metrics/magic/formerly/prayer'
    expect(await client.request('PUT', path)).toMatchObject({ status: 204 })
    expect(await formerly('magic')).toEqual(['prayer'])
    const { body: status } = await client.get('/system/status')
    expect(status.renamedMetrics).toEqual([{ metric: 'magic', formerly: 'prayer', since: expect.any(String) }])
    // No layout lacks the new name, so nothing is read otherwise.
    expect((await client.get('/players/zezima/stats')).body).toEqual(stats)
    expect(await client.request('DELETE', path)).toMatchObject({ status: 204 })
    expect(await formerly('magic')).toEqual([])
    expect(await client.request('PUT', '/metrics/magic/formerly/nothing')).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    })
  })
})

describe('CSV', () => {
  const csv = (path: string, accept = 'text/csv') => asking(path, { accept })
  const lines = ({ body }: Answer): string[] => body.split('\r\n')

  beforeAll(async () => {
    stack.hiscores.control({ advanceSeconds: 3_600 })
    await fetchNow(client, 'zezima')
  })

  it.for([
    ['/players/zezima/history/magic', 'at,experience,level,rank'],
    ['/players/zezima/history/zulrah', 'at,score,rank'],
    ['/players/zezima/records', 'group,metric,span,gained,start,end,href'],
    ['/players/zezima/calendar?metric=magic', 'date,gained'],
    ['/leaderboard', 'rank,username,mode,value,level,fetchedAt'],
    ['/leaderboard?period=year', 'rank,username,mode,gained,start,end,from,to'],
  ] as const)('of %s is the same table as in JSON, for whoever prefers it', async ([path, columns]) => {
    const table = await csv(path)
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(table.headers.get('vary')).toContain('accept')
    const [head, ...rows] = lines(table)
    expect(head).toBe(columns)
    expect(rows.at(-1)).toBe('')
    const { body } = await client.get(path)
    const overall = body.points ?? body.days ?? body.entries
    if (overall) expect(rows).toHaveLength(overall.length + 1)
    expect(rows.length).toBeGreaterThan(1)
    expect((await csv(path, 'application/json;q=0.5, text/csv')).headers.get('content-type')).toContain('csv')
    for (const other of ['*/*', 'application/json, text/csv', 'text/csv;q=0.5, application/*', 'image/png']) {
      expect((await csv(path, other)).headers.get('content-type')).toContain('json')
    }
  })

  it('of a record leads to the history of exactly its window', async () => {
    const rows = lines(await csv('/players/zezima/records')).slice(1, -1)
    for (const row of rows) {
      const [, metric, , gained, start, end, href] = row.split(',')
      const { body } = await client.get(href!)
      const all = { overall: body.overall, ...body.skills, ...body.bosses, ...body.activities }
      expect(all[metric!].gained).toBe(Number(gained))
      expect([body.from.fetchedAt, body.to.fetchedAt]).toEqual([start, end])
    }
    expect(rows.length).toBeGreaterThan(4)
  })
})

describe('a full export', () => {
  const key = canonicalName('Wide Load')
  const hour = 3_600_000
  const began = Date.now() - 240 * hour
  const count = 220

  // So many rows with such names that a snapshot takes some 50 KB: three pages, from few writes.
  const rowsAt = (index: number) => ({
    skills: [skillRow('Overall', 1_000 + index, 50, 5_000)],
    activities: Array.from({ length: 600 }, (_, place) =>
      activityRow(`A boss whose name is as long as ${place}`, index + place, place),
    ),
  })

  beforeAll(async () => {
    await createPlayer(stack.tracker, {
      key,
      username: 'Wide Load',
      mode: 'regular',
      active: false,
      addedAt: began,
      failures: 0,
    })
    for (let index = 0; index < count; index++) {
      await storeAnswer(stack.tracker, { key, addedAt: began }, { at: began + index * hour, rows: rowsAt(index) }, 90)
    }
  })

  /** All pages, as the links lead from each to the next. */
  const pages = async (path: string, accept = '*/*'): Promise<Answer[]> => {
    const found: Answer[] = []
    for (let next: string | undefined = path; next; ) {
      const page: Answer = await asking(next, { accept })
      expect(page.status).toBe(200)
      found.push(page)
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
    }
    return found
  }

  const expectPaged = (found: Answer[]): void => {
    expect(found.length).toBeGreaterThan(2)
    for (const { body } of found) expect(Buffer.byteLength(body)).toBeLessThan(5_000_000)
  }

  it('in NDJSON has every snapshot once, in order, over pages of less than 5 MB', async () => {
    const found = await pages('/players/wide_load/export')
    expectPaged(found)
    expect(found[0]!.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const snapshots = found.flatMap(({ body }) =>
      (body as string)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
    expect(snapshots.map(({ fetchedAt, overall }) => [Date.parse(fetchedAt), overall.experience])).toEqual(
      Array.from({ length: count }, (_, index) => [began + index * hour, 1_000 + index]),
    )
    expect(snapshots[7].activities ?? snapshots[7].bosses).toBeDefined()
  })

  it('in CSV is one table, whose columns the first page names', async () => {
    const found = await pages('/players/wide_load/export', 'text/csv')
    expectPaged(found)
    const [columns, ...rows] = found
      .map(({ body }) => body)
      .join('')
      .split('\r\n')
    expect(columns).toBe('at,group,metric,rank,level,value')
    expect(rows).toHaveLength(count * 601 + 1)
    const overall = rows.filter((row) => row.includes(',overall,overall,'))
    expect(overall.map((row) => Number(row.split(',').at(-1)))).toEqual(
      Array.from({ length: count }, (_, index) => 1_000 + index),
    )
  })

  it('is in the format that is named, whatever is accepted', async () => {
    const { headers } = await asking('/players/zezima/export?format=csv', { accept: 'application/x-ndjson' })
    expect(headers.get('content-type')).toContain('csv')
    expect(await client.get('/players/zezima/export?format=xml')).toMatchObject({ status: 400 })
  })
})
