import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, fetchNow, request } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

let stack: OwnStack
/** The path of a link to Zezima, "Player" and somebody with a name of two words. */
let link: string
let linkId: string

const shared = ['Zezima', 'Player', 'Lynx Titan']

beforeAll(async () => {
  stack = await startStack()
  const skills = ['Overall', 'Magic'].map((name) => ({ name, rank: 5, level: 50, xp: 200_000 }))
  stack.hiscores.control({
    rules: [{ kind: 'answer', name: 'Player', answer: { name: 'Player', skills, activities: [] } }],
  })
  for (const username of [...shared, 'Sim 10']) await stack.admin.post('/players', { username })
  stack.hiscores.control({ advanceSeconds: 3_600 })
  await fetchNow(stack.admin, 'zezima')
  const { status, body } = await stack.admin.post('/links', { players: ['zezima', 'player', 'lynx-titan', 'Zezima'] })
  expect(status).toBe(201)
  expect(body).toMatchObject({ players: shared, expiresAt: null })
  link = new URL(body.url).pathname
  linkId = body.linkId
  expect(body.url).toBe(`${stack.url}${link}`)
  expect(link).toMatch(/^\/s\/[\w-]{22}$/)
})
afterAll(() => stack?.stop())

const ask = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  request(stack.url, 'GET', path, { headers })
const made = async (body: object): Promise<{ path: string; linkId: string }> => {
  const answer = await stack.admin.post('/links', body)
  return { path: new URL(answer.body.url).pathname, linkId: answer.body.linkId }
}

/** As browsers ask for a page. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

describe('what a link shows', () => {
  const ofOne = ['stats', 'history?period=all', 'history/magic', 'records', 'calendar?metric=magic&tz=Europe/Berlin']

  it.for(ofOne)('is of %s what the API answers, of those who are named', async (path) => {
    const own = await ask(`${link}/data/players/zezima/${path}`)
    expect(own.status).toBe(200)
    const { body } = await stack.viewer.get(`/players/zezima/${path}`)
    // The window ends with the moment of the question.
    const timeless = ({ period: _, ...rest }: Answer['body']) => rest
    expect(timeless(own.body)).toEqual(timeless(body))
    expect(own.headers.get('cache-control')).toBe('private, no-cache')
  })

  it.for(ofOne)('is of %s for nobody else, whether tracked or not', async (path) => {
    const answers = await Promise.all(['sim_10', 'nobody'].map((name) => ask(`${link}/data/players/${name}/${path}`)))
    for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'player_not_tracked'])
    const said = answers.map(({ body }) => body.message.replace(/"\w+"/, '...'))
    expect(said[0]).toBe(said[1])
  })

  it('is all of them at a glance, and their board, and no others', async () => {
    const { body: overview } = await ask(`${link}/data/overview?tz=Europe/Berlin`)
    const names = ['Lynx Titan', 'Player', 'Zezima']
    expect(overview.players.map(({ username }: { username: string }) => username)).toEqual(names)
    expect(overview.nextCursor).toBeNull()
    for (const query of ['metric=overall', 'metric=magic&period=all', 'metric=magic&period=day&tz=Asia/Tokyo']) {
      const { body } = await ask(`${link}/data/leaderboard?${query}`)
      const entries = (await stack.viewer.get(`/leaderboard?${query}`)).body.entries as { username: string }[]
      const placed = body.entries.map(({ username }: { username: string }) => username)
      expect(body.players).toBe(3)
      expect(placed).toEqual(entries.map(({ username }) => username).filter((name) => names.includes(name)))
    }
    expect((await ask(`${link}/data/metrics`)).body).toEqual((await stack.viewer.get('/metrics')).body)
  })

  it('is nothing that is for admins', async () => {
    const paths = ['overview', 'leaderboard', ...ofOne.map((path) => `players/zezima/${path}`)]
    for (const path of paths) {
      const { body } = await ask(`${link}/data/${path}`)
      expect(JSON.stringify(body)).not.toMatch(/review|fetchIntervalMinutes|lastOutcome|autoMode|addedAt|Sim 10/)
    }
  })

  it('refuses what the API refuses', async () => {
    for (const [path, field] of [
      ['overview?tz=Nowhere', 'tz'],
      ['leaderboard?metric=atack', 'metric'],
      ['players/zezima/stats?at=13', 'at'],
      ['players/zezima/history?colour=red', 'colour'],
      ['players/a-name-too-long/calendar', 'username'],
    ] as const) {
      const { status, body } = await ask(`${link}/data/${path}`)
      expect([status, body.issues?.map((issue: { path: string }) => issue.path)]).toEqual([400, [field]])
    }
  })
})

describe('the page of a link', () => {
  const og = (html: string, name: string): string | undefined =>
    new RegExp(`<meta property="og:${name}" content="([^"]*)">`).exec(html)?.[1]

  it('tells other sites what it shows, is in no index, and tells no site where it was', async () => {
    const { status, headers, body } = await ask(link, browser)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('x-robots-tag')).toBe('noindex')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(body).toContain('<meta name="robots" content="noindex">')
    expect(og(body, 'title')).toBe('Lynx Titan, Player, Zezima: progress in Old School RuneScape')
    expect(og(body, 'image')).toBe(`${stack.url}${link}/lynx_titan/overall.svg`)
    expect((await ask(new URL(og(body, 'image')!).pathname)).status).toBe(200)
    expect(og(body, 'url')).toBe(`${stack.url}${link}`)
    expect(body.match(/<title>/g)).toHaveLength(1)
    // The page itself is the one that everybody gets.
    const assets = (html: string) => [...html.matchAll(/"(\/assets\/[^"]*)"/g)].map(([, path]) => path)
    expect(assets(body)).toEqual(assets((await ask('/')).body))
    expect((await ask(link, { 'if-none-match': headers.get('etag')! })).status).toBe(304)
  })

  it('is of one player, in any spelling, and of the board', async () => {
    const player = await ask(`${link}/player/LYNX%20titan`, browser)
    expect(og(player.body, 'title')).toBe('Lynx Titan: progress in Old School RuneScape')
    expect(og(player.body, 'description')).toMatch(/^Total level [\d,]+, [\d,]+ experience$/)
    expect(og((await ask(`${link}/board`, browser)).body, 'title')).toBe('Board of Lynx Titan, Player, Zezima')
    expect(await ask(`${link}/player/sim_10`)).toMatchObject({ status: 404, body: { code: 'player_not_tracked' } })
  })

  it('is one for people where there is nothing', async () => {
    for (const path of [`${link}/player/sim_10`, '/s/AAAAAAAAAAAAAAAAAAAAAA', '/s/x/board']) {
      const response = await fetch(`${stack.url}${path}`, { headers: browser })
      const html = await response.text()
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
      expect(html).toContain('<div id="app">')
      expect(html).not.toContain('og:')
    }
  })
})

describe('an image of a link', () => {
  it('shows one metric of one player, light or dark, and may be kept for minutes', async () => {
    const light = await ask(`${link}/zezima/magic.svg`)
    expect(light.status).toBe(200)
    expect(light.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(light.headers.get('cache-control')).toBe('public, max-age=300')
    expect(light.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(light.body).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(light.body).toContain('Zezima: Magic')
    expect(light.body).not.toMatch(/<script|href=|style=/)
    const again = await ask(`${link}/zezima/magic.svg`, { 'if-none-match': light.headers.get('etag')! })
    expect([200, 304]).toContain(again.status)
    const dark = await ask(`${link}/Zezima/MAGIC.svg?theme=dark&days=7`)
    expect(dark.status).toBe(200)
    expect(dark.body).not.toBe(light.body)
    expect((await ask(`${link}/lynx%20titan/overall.svg?days=365`)).body).toContain('Lynx Titan: Overall')
  })

  it('is also of a player whose name is a word of the page', async () => {
    expect((await ask(`${link}/player/overall.svg`, browser)).body).toContain('Player: Overall')
  })

  it('is of nobody else, of no metric that nobody has, and of no other file', async () => {
    const codes = async (path: string) => {
      const { status, body } = await ask(`${link}/${path}`)
      return [status, body.code]
    }
    for (const name of ['sim_10', 'nobody']) {
      expect(await codes(`${name}/overall.svg`)).toEqual([404, 'player_not_tracked'])
    }
    for (const path of ['zezima/atack.svg', 'zezima/overall.svg?theme=pink', 'zezima/overall.svg?days=0']) {
      expect(await codes(path)).toEqual([400, 'validation_failed'])
    }
    for (const path of ['zezima/overall.png', 'zezima/overall', 'zezima/.svg', 'zezima/constructor.svg.svg']) {
      expect(await codes(path)).toEqual([404, 'not_found'])
    }
  })
})

describe('a link', () => {
  const paths = ['', '/board', '/player/zezima', '/zezima/overall.svg', '/data/overview', '/data/metrics']
  const more = [
    '/data/leaderboard',
    ...['stats', 'history', 'records', 'calendar'].map((it) => `/data/players/zezima/${it}`),
  ]

  const statuses = async (base: string): Promise<number[]> => {
    const answers = await Promise.all([...paths, ...more].map((path) => ask(`${base}${path}`)))
    return [...new Set(answers.map(({ status }) => status))]
  }

  it('is listed without its secret, which is stored nowhere', async () => {
    const { body } = await stack.admin.get('/links')
    expect(body.links[0]).toMatchObject({ linkId, players: shared, expiresAt: null })
    expect(JSON.stringify(body)).not.toContain(link.slice('/s/'.length))
  })

  it('shows nothing any more, anywhere, once it is revoked', async () => {
    const { path, linkId: id } = await made({ players: ['Zezima'] })
    expect(await statuses(path)).toEqual([200])
    expect((await stack.admin.request('DELETE', `/links/${id}`)).status).toBe(204)
    expect(await statuses(path)).toEqual([404])
    expect(await stack.admin.request('DELETE', `/links/${id}`)).toMatchObject({ body: { code: 'link_not_found' } })
    // Another one is as good as before.
    expect(await statuses(link)).toEqual([200])
  })

  it('shows nothing any more once it has ended', async () => {
    const soon = new Date(Date.now() + 1_500).toISOString()
    const { path, linkId: id } = await made({ players: ['Zezima'], expiresAt: soon })
    expect((await stack.admin.get('/links')).body.links[0]).toMatchObject({ linkId: id, expiresAt: soon })
    await expect.poll(async () => (await ask(`${path}/data/metrics`)).status, { timeout: 5_000 }).toBe(404)
    expect(await statuses(path)).toEqual([404])
    const { links } = (await stack.admin.get('/links')).body
    expect(links.map((each: { linkId: string }) => each.linkId)).not.toContain(id)
  })

  it('shows no player that was removed, and all others', async () => {
    await stack.admin.post('/players', { username: 'Iron Will' })
    const { path } = await made({ players: ['Iron Will', 'Zezima'] })
    await stack.admin.request('DELETE', '/players/iron_will')
    const { body } = await ask(`${path}/data/overview`)
    expect(body.players.map(({ username }: { username: string }) => username)).toEqual(['Zezima'])
    expect((await ask(`${path}/data/players/iron_will/stats`)).status).toBe(404)
  })

  it.for(['x', 'AAAAAAAAAAAAAAAAAAAAAA', '..;', 'constructor', 'LINK%23', 'a'.repeat(500)])(
    'is none that nobody has made: %s',
    async (slug) => {
      for (const path of ['', '/board', '/data/overview', '/zezima/overall.svg']) {
        expect(await ask(`/s/${slug}${path}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
      }
    },
  )

  it('is made by an admin, of players who are tracked, and for a time to come', async () => {
    const faults = async (body: object) => {
      const answer = await stack.admin.post('/links', body)
      return [answer.status, answer.body.issues?.map((issue: { path: string }) => issue.path) ?? answer.body.code]
    }
    expect(await faults({ players: [] })).toEqual([400, ['players']])
    expect(await faults({ players: Array(51).fill('Zezima') })).toEqual([400, ['players']])
    expect(await faults({ players: ['Zezima'], expiresAt: '2020-01-01T00:00:00Z' })).toEqual([400, ['expiresAt']])
    expect(await faults({ players: ['Zezima'], colour: 'red' })).toEqual([400, ['colour']])
    expect(await faults({ players: ['Zezima', 'Nobody'] })).toEqual([404, 'player_not_tracked'])
    expect((await stack.viewer.post('/links', { players: ['Zezima'] })).status).toBe(403)
    expect(await stack.admin.request('DELETE', '/links/x')).toMatchObject({ status: 400 })
  })

  it('leaves a name in the log, and never its secret', async () => {
    const secret = link.slice('/s/'.length)
    await ask(`${link}/data/metrics`)
    const lines = stack.log.filter((line) => line.includes('/s/.../data/metrics'))
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ message: 'request', who: `link:${linkId.slice(0, 8)}` })
    expect(stack.log.join('\n')).not.toContain(secret)
  })
})
