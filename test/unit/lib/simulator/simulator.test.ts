import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Arrival, type Simulator, startSimulator } from '../../../../lib/simulator/simulator.ts'
import { boardOf, type Mode } from '../../../../shared/hiscores/boards.ts'

let now = Date.UTC(2026, 7, 20)
const arrivals: Arrival[] = []
let simulator: Simulator

beforeEach(async () => {
  arrivals.length = 0
  simulator = await startSimulator({ now: () => now, onRequest: (arrival) => arrivals.push(arrival) })
})
afterEach(() => simulator.stop())

const ask = (name: string, mode: Mode = 'regular') =>
  fetch(`${simulator.url}/m=${boardOf(mode)}/index_lite.json?player=${encodeURIComponent(name)}`)

const overall = async (name: string): Promise<number> => {
  const { skills } = (await (await ask(name)).json()) as { skills: { xp: number }[] }
  return skills[0]!.xp
}

const request = async (method: string, path: string, body?: string) => {
  const response = await fetch(`${simulator.url}${path}`, { method, ...(body !== undefined && { body }) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const put = (order: unknown) => request('PUT', '/control', JSON.stringify(order))

describe('the boards', () => {
  it.each(['Lynx Titan', 'lynx_titan', 'LYNX-TITAN', 'lynx\u00a0titan'])('know a character as %j', async (name) => {
    const response = await ask(name)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject({ name: 'Lynx Titan' })
  })

  it('answer 404 with a page for an unknown name, a name of another board and an unknown board', async () => {
    const unknown = [
      ask('Nobody'),
      ask('Zezima', 'ironman'),
      fetch(`${simulator.url}/m=other/index_lite.json?player=Zezima`),
    ]
    for (const response of await Promise.all(unknown)) {
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(await response.text()).toMatch(/^<!DOCTYPE html>/)
    }
  })

  it('answer the same as long as the clock stands still, and more when it has moved', async () => {
    const [first, second] = [await (await ask('Zezima')).text(), await (await ask('zezima')).text()]
    expect(second).toBe(first)
    const before = await overall('Zezima')
    now += 10_000
    expect(await overall('Zezima')).toBeGreaterThan(before)
  })

  it('give nobody less after a restart', async () => {
    const before = await overall('Zezima')
    await simulator.stop()
    simulator = await startSimulator({ now: () => now })
    expect(await overall('Zezima')).toBe(before)
  })
})

describe('the control', () => {
  it('sets a rule, shows it, counts it down and drops it', async () => {
    const rules = [{ kind: 'unavailable', name: 'Zezima', times: 2, retryAfter: 9 }]
    expect(await put({ rules })).toEqual({ status: 200, body: { rules, offsets: {}, aheadSeconds: 0 } })
    expect((await ask('Idle Hands')).status).toBe(200)
    const refused = await ask('zezima')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '9'])
    expect((await request('GET', '/control')).body.rules).toEqual([{ ...rules[0], times: 1 }])
    await ask('zezima')
    expect((await ask('zezima')).status).toBe(200)
  })

  it('plays given answers one after the other, then the ordinary one', async () => {
    const played = (id: number) => ({ kind: 'answer' as const, name: 'Nobody', times: 1, answer: { id } })
    simulator.control({ rules: [played(1), played(2)] })
    expect(await (await ask('nobody')).json()).toEqual({ id: 1 })
    expect(await (await ask('nobody')).json()).toEqual({ id: 2 })
    expect((await ask('nobody')).status).toBe(404)
  })

  it('gives the ordinary answer with the name as it was asked for, or of somebody else', async () => {
    simulator.control({
      rules: [
        { kind: 'echo', times: 1 },
        { kind: 'stranger', as: 'idle-hands' },
      ],
    })
    expect(await (await ask('lynx-titan')).json()).toMatchObject({ name: 'lynx-titan' })
    const other = (await (await ask('Lynx Titan')).json()) as object
    simulator.reset()
    expect(other).toMatchObject({ name: 'Idle Hands' })
    expect(other).toEqual(await (await ask('Idle Hands')).json())
  })

  it('gives the ordinary answer of some time ago', async () => {
    const before = await overall('Slow Burner')
    simulator.control({ advanceSeconds: 1_800 })
    expect(await overall('Slow Burner')).toBe(before + 1_000)
    simulator.control({ rules: [{ kind: 'stale', secondsAgo: 900 }] })
    expect(await overall('Slow Burner')).toBe(before + 500)
  })

  it('gives the ordinary answer with bad rows', async () => {
    const { skills, activities } = (await (await ask('Idle Hands')).json()) as Record<string, { name: string }[]>
    simulator.control({ rules: [{ kind: 'bad_rows', rows: ['Attack', 'Zulrah'] }] })
    const spoilt = (await (await ask('Idle Hands')).json()) as Record<string, { name: string }[]>
    const attack = { id: null, name: 'Attack', rank: null, level: null, xp: null }
    expect(spoilt.skills).toEqual(skills!.map((row) => (row.name === 'Attack' ? attack : row)))
    const zulrah = { id: null, name: 'Zulrah', rank: null, score: null }
    expect(spoilt.activities).toEqual(activities!.map((row) => (row.name === 'Zulrah' ? zulrah : row)))
  })

  it('gives the ordinary answer compressed, and refuses a name', async () => {
    const plain = await (await ask('Idle Hands')).json()
    simulator.control({ rules: [{ kind: 'compressed', encoding: 'gzip, br', times: 1 }, { kind: 'bad_request' }] })
    const compressed = await ask('Idle Hands')
    expect(compressed.headers.get('content-encoding')).toBe('gzip, br')
    expect(await compressed.json()).toEqual(plain)
    expect((await ask('Idle Hands')).status).toBe(400)
  })

  it('moves time on, and again', async () => {
    const before = await overall('Slow Burner')
    await put({ advanceSeconds: 900 })
    expect(await overall('Slow Burner')).toBe(before + 500)
    simulator.control({ advanceSeconds: 900 })
    expect(await overall('Slow Burner')).toBe(before + 1_000)
  })

  it('turns Old Timer to the new shape when time is moved on', async () => {
    const text = async () => (await ask('Old Timer')).text()
    expect(await text()).toContain('"name":"Barrows Chests","rank":-1,"score":-1')
    simulator.control({ advanceSeconds: 120 })
    expect(await text()).toContain('"name":"Barrows Chests","rank":-1,"score":3')
  })

  it('adds to and takes from experience and scores', async () => {
    const before = await overall('Idle Hands')
    await put({ offsets: { idle_hands: { Attack: 1_000, Zulrah: 2 } } })
    expect(await overall('Idle Hands')).toBe(before + 1_000)
    expect(await (await ask('Idle Hands')).text()).toMatch(/"name":"Zulrah","rank":\d+,"score":122/)
    await put({ offsets: { 'Idle Hands': { Attack: -50 } } })
    expect(await overall('Idle Hands')).toBe(before - 50)
  })

  it('takes offsets by any name, which adds to nothing that has no such row', async () => {
    const offsets = JSON.parse('{"__proto__":{"Attack":5},"Zezima":{"constructor":1,"__proto__":2}}')
    const text = await (await ask('Zezima')).text()
    simulator.control({ offsets })
    expect(JSON.stringify((await request('GET', '/control')).body.offsets)).toBe(JSON.stringify(offsets))
    expect(await (await ask('Zezima')).text()).toBe(text)
  })

  it('takes back rules and offsets, but not time', async () => {
    simulator.control({ rules: [{ kind: 'html' }], offsets: { Zezima: { Attack: 5 } }, advanceSeconds: 60 })
    expect((await request('DELETE', '/control')).body).toEqual({ rules: [], offsets: {}, aheadSeconds: 60 })
  })

  it.each([
    ['{'],
    ['[]'],
    ['{"rules":[{"kind":"tired"}]}'],
    ['{"rules":[{"kind":"html","name":"///"}]}'],
    ['{"advanceSeconds":-1}'],
    ['{"rule":[]}'],
  ])('refuses %s and changes nothing', async (body) => {
    const { status, body: answer } = await request('PUT', '/control', body)
    expect(status).toBe(400)
    expect(answer.message).toEqual(expect.any(String))
    expect((await request('GET', '/control')).body).toEqual({ rules: [], offsets: {}, aheadSeconds: 0 })
    expect(() => simulator.control({ rules: [{ kind: 'tired' }] } as never)).toThrow()
  })
})

describe('the arrivals', () => {
  it('are recorded in order with board, name and time, and the control is none of them', async () => {
    const before = Date.now()
    await ask('Zezima')
    await put({})
    await ask('Nobody', 'leagues')
    expect(simulator.requests).toMatchObject([
      { board: 'hiscore_oldschool', name: 'Zezima' },
      { board: 'hiscore_oldschool_seasonal', name: 'Nobody' },
    ])
    const [first, second] = simulator.requests.map(({ at }) => at)
    expect(first).toBeGreaterThan(before - 1_000)
    expect(second).toBeGreaterThan(first!)
    expect(arrivals).toEqual(simulator.requests)
    expect((await request('GET', '/requests')).body).toEqual(simulator.requests)
  })
})

it('tells who is there', async () => {
  const { body } = await request('GET', '/characters')
  expect(body).toContainEqual({ name: 'Iron Will', modes: ['regular', 'ironman'], about: expect.any(String) })
})

describe('stop', () => {
  it('ends requests that wait, idle connections and itself at once, and may be called twice', async () => {
    simulator.control({
      rules: [
        { kind: 'timeout', name: 'a' },
        { kind: 'slow', delayMs: 60_000, name: 'b' },
      ],
    })
    const waiting = [ask('a'), ask('b')]
    const idle = connect(Number(new URL(simulator.url).port), '127.0.0.1')
    await once(idle, 'connect')
    while (simulator.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    const startedAt = performance.now()
    const ended = once(idle, 'close')
    await Promise.all([simulator.stop(), simulator.stop()])
    await ended
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected')
    await simulator.stop()
  })
})
