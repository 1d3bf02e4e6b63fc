import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ContractRoute, contract, successOf } from '../../../shared/api/contract.ts'
import { routes } from '../../../shared/api/routes.ts'
import { type Receivers, startReceivers } from '../../discord.ts'
import { eventually, fetchNow, request, signIn } from '../client.ts'
import { assertOnContract } from '../on-contract.ts'
import { type RunningTracker, startTracker } from '../tracker.ts'

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

/** The table of routes: each with who may ask and its line for a shell. */
const rows = [...read('docs/api.md').matchAll(/^\| `([A-Z]+ \/[^`]*)` +\| ([\w ]+?) +\| `([^`]+)` +\|$/gm)].map(
  ([, route, who, line]) => ({ route: route as ContractRoute, who, line: line! }),
)

const curl = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' })
const hasCurl = curl.stdout?.includes('--json') ?? false
if (!hasCurl)
  console.warn('skipped the lines of the README and of docs/api.md: there is no curl here that knows --json')

describe('the table of routes in docs/api.md', () => {
  it('has every route, and who may ask it', () => {
    const words = { public: 'anybody', session: 'signed in', any: 'signed in or key', viewer: 'viewer', admin: 'admin' }
    const expected = Object.entries(routes).filter(([route]) => route !== '$default')
    expect(Object.fromEntries(rows.map(({ route, who }) => [route, who]))).toEqual(
      Object.fromEntries(expected.map(([route, { access }]) => [route, words[access]])),
    )
  })
})

describe.skipIf(!hasCurl)('the lines of docs/api.md', () => {
  // As it is in the README's first session, in which the lines sign in.
  const password = 'correct-horse'
  let tracker: RunningTracker
  let receivers: Receivers
  const variables: Record<string, string> = {}

  beforeAll(async () => {
    receivers = await startReceivers()
    const settings = { ADMIN_PASSWORD: password, FETCH_PACE_SECONDS: '0.05', WEBHOOK_URL: receivers.url }
    tracker = await startTracker(settings)
    variables.API = tracker.url
  })
  afterAll(async () => {
    await tracker?.stop()
    await receivers?.stop()
  })

  /** Runs a line as it stands, but for the headers of its answer, which are shown before the body. */
  const run = async (line: string) => {
    const script = `curl() { command curl --include "$@"; }; ${line}`
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, ...variables } })
    const end = stdout.indexOf('\r\n\r\n')
    const [status = '', ...fields] = stdout.slice(0, end).split('\r\n')
    const headers = new Headers(fields.map((field) => field.split(/: (.*)/, 2) as [string, string]))
    const text = stdout.slice(end + 4)
    const json = headers.get('content-type')?.startsWith('application/json')
    return { status: Number(status.split(' ')[1]), headers, body: json && text ? JSON.parse(text) : text }
  }

  it('work from top to bottom', async () => {
    for (const { route, line } of rows) {
      // The line before has ended the session.
      if (route === 'POST /auth/logout-all') variables.TOKEN = (await signIn(tracker.url, 'admin', password)).token
      const answer = await run(line)
      // Nobody in the session has risen faster than the time allows.
      const status = route === 'POST /players/{username}/review' ? 404 : successOf(contract[route]).status
      // Whom nobody tracks it adds.
      const expected = route === 'POST /wom/v2/players/{username}' ? 201 : status
      expect({ line, status: answer.status }).toEqual({ line, status: expected })
      assertOnContract(route.split(' ')[0]!, new URL(/\$API(\/[^\s"']*)/.exec(line)![1]!, tracker.url).pathname, answer)
      if (route.startsWith('POST /auth/login')) {
        variables.TOKEN = answer.body.accessToken
        variables.REFRESH = answer.body.refreshToken
      }
      if (route === 'GET /') variables.ASSET = /assets\/([^"]+\.css)"/.exec(answer.body)![1]!
      if (route === 'GET /docs') variables.FILE = /docs\/([^"]+\.css)"/.exec(answer.body)![1]!
      if (route === 'POST /links') {
        variables.LINK = answer.body.linkId
        variables.SLUG = answer.body.url.split('/').at(-1)
      }
      if (route === 'POST /webhooks') variables.WEBHOOK = answer.body.webhookId
      if (route === 'POST /players/{username}/goals') variables.GOAL = answer.body.goalId
      if (route === 'POST /auth/keys') variables.KEY = answer.body.keyId
      if (route === 'GET /wom/v2/players/{username}') variables.NUMBER = answer.body.id
      if (answer.body.taskId) variables.TASK = answer.body.taskId
      // The lines about what is stored need two states: a change, for which some seconds of training have to pass.
      if (route === 'POST /players/{username}/fetch') {
        const client = await signIn(tracker.url, 'admin', password)
        await eventually(
          async () => {
            await fetchNow(client, 'zezima')
            return (await client.get('/players/zezima/snapshots')).body.snapshots
          },
          ({ length }) => length > 1,
          40,
        )
      }
      if (route === 'GET /players/{username}/snapshots') variables.SNAPSHOT = answer.body.snapshots.at(-1).at
      if (route === 'GET /auth/sessions') {
        variables.SESSION = answer.body.sessions.find(({ current }: { current: boolean }) => !current).sessionId
      }
      if (route === 'POST /players/{username}/seams') variables.SEAM = answer.body.at
    }
  })
})

describe.skipIf(!hasCurl)('the first session in the README', () => {
  const [, session] = /^## A first session$([\s\S]*?)^## /m.exec(read('README.md'))!
  const [start, ...blocks] = [...session!.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
  let tracker: RunningTracker
  let token = ''

  beforeAll(async () => {
    const [, ADMIN_PASSWORD] = /^ADMIN_PASSWORD=(\S+) npm start\n$/.exec(start!)!
    tracker = await startTracker({ ADMIN_PASSWORD: ADMIN_PASSWORD!, FETCH_PACE_SECONDS: '0.05' })
  })
  afterAll(() => tracker?.stop())

  /** Runs a block as it stands, but at the address of this tracker, and with each answer on a line of its own. */
  const run = async (block: string) => {
    const lines = block.replaceAll('http://127.0.0.1:3000', tracker.url)
    const script = `set -eo pipefail; curl() { command curl --fail-with-body "$@" && echo; }\n${lines}\necho "$TOKEN"`
    const env = { ...process.env, API: tracker.url, TOKEN: token }
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env })
    const answers = stdout.trimEnd().split('\n')
    token = answers.pop()!
    return answers.map((answer) => JSON.parse(answer))
  }

  it('goes as it is told', async () => {
    const [add, fetch, look, aim, ...more] = blocks
    expect(more).toEqual([])
    expect(await run(add!)).toEqual([expect.objectContaining({ username: 'Iron Will', active: true })])
    const [{ taskId }] = await run(fetch!)
    const headers = { authorization: `Bearer ${token}` }
    await eventually(
      () => request(tracker.url, 'GET', `/players/iron_will/tasks/${taskId}`, { headers }),
      ({ body }) => body.completedAt !== null,
    )
    const [tasks, stats, history] = await run(look!)
    expect(tasks.tasks).toEqual([expect.objectContaining({ taskId, status: 'succeeded' })])
    expect(stats).toMatchObject({ username: 'Iron Will', skills: { attack: expect.anything() } })
    expect(history).toMatchObject({ username: 'Iron Will', period: expect.anything(), skills: expect.anything() })
    const [{ next }, goal, { goals }] = await run(aim!)
    expect(next.length).toBeGreaterThan(0)
    expect(goals).toEqual([expect.objectContaining({ goalId: goal.goalId, gain: 100_000, per: 'day' })])
  })
})
