import { get } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from '../client.ts'
import { type RunningTracker, startTracker } from '../tracker.ts'

let tracker: RunningTracker
beforeAll(async () => {
  tracker = await startTracker({})
})
afterAll(() => tracker?.stop())

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  request(tracker.url, method, path, { headers })

/** The body as it goes over the wire. */
const raw = (path: string, encoding: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(`${tracker.url}${path}`, { headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    }).on('error', reject)
  })

const assetsIn = (html: string): string[] => [...html.matchAll(/"(\/assets\/[^"]*)"/g)].map(([, path]) => path!)

/** What a script loads, at once or later. */
const importsIn = (script: string): string[] =>
  [...script.matchAll(/"\.\/([\w-]+\.js)"/g)].map(([, name]) => `/assets/${name}`)

describe('the page', () => {
  it('is at / and at each of its screens, the same for everybody, and asked for again by its tag', async () => {
    const page = await ask('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    for (const path of ['/app/board', '/app/player/zezima', '/app/manage/links', '/app/player/%3Cb%3E']) {
      expect((await ask(path)).body).toBe(page.body)
    }
    const etag = page.headers.get('etag')!
    expect(await ask('/', { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' })
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  it('may load what is of this host and run nothing else, and be in no frame', async () => {
    for (const path of ['/', '/app/board']) {
      const { headers, body } = await ask(path)
      const policy = headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      // Nothing is written into it that runs or styles, and nothing is loaded from elsewhere.
      expect(body).not.toMatch(/<style|style="|<script(?![^>]* src="\/assets\/)|\son\w+="|(src|href)="(https?:)?\/\//)
    }
  })

  it('loads files by names that change with them, compressed long before, to be kept for ever', async () => {
    const first = assetsIn((await ask('/')).body)
    expect(first.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js'])
    let bytes = 0
    const files = new Set(first)
    // What is found on the way is looked at as well.
    for (const path of files) {
      const whole = await ask(path, { 'accept-encoding': 'identity' })
      expect(whole.headers.get('content-type')).toMatch(/^text\/(css|javascript); charset=utf-8$/)
      expect(whole.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(whole.headers.get('vary')).toBe('accept-encoding')
      const [br, gzip] = [await raw(path, 'gzip, deflate, br'), await raw(path, 'gzip')]
      expect(brotliDecompressSync(br).toString()).toBe(whole.body)
      expect(gunzipSync(gzip).toString()).toBe(whole.body)
      expect(br.length).toBeLessThan(gzip.length)
      if (first.includes(path)) bytes += br.length
      for (const other of importsIn(whole.body)) files.add(other)
      expect(await ask(path, { 'if-none-match': '*' })).toMatchObject({ status: 304, body: '' })
    }
    expect([...files].filter((path) => /figures|manage/.test(path))).toHaveLength(2)
    const index = await raw('/', 'br')
    expect(brotliDecompressSync(index).toString()).toBe((await ask('/')).body)
    // What a first visit takes.
    expect(bytes + index.length).toBeLessThan(35_000)
  })

  it.for([
    'app.js',
    'app-00000000.js',
    'figures-00000000.js',
    'index.html',
    'index.js',
    'index.html.br',
    '..%2Findex.js',
    'constructor',
  ])('has no file %s', async (name) => {
    const { status, headers } = await ask(`/assets/${name}`)
    expect([status, headers.get('cache-control')]).toEqual([404, 'no-store'])
  })

  it('takes nothing but being looked at', async () => {
    const { status, headers } = await ask('/app/board', {}, 'DELETE')
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})
