import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slackMs } from '../../../shared/pace/turns.ts'
import { createPlayer } from '../../../shared/players/players.ts'
import { eventually } from '../client.ts'
import { type OwnStack, startStack } from './stack.ts'

const paceMs = 1_000

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack({ paceSeconds: paceMs / 1000 })
  const addedAt = Date.now()
  for (let number = 1; number <= 10; number++) {
    await createPlayer(stack.tracker, {
      key: `sim_${number}`,
      username: `Sim ${number}`,
      mode: 'regular',
      active: true,
      addedAt,
      nextFetchAt: addedAt + 86_400_000,
      failures: 0,
    })
  }
})
afterAll(() => stack?.stop())

/** Asks for a fetch; the path of its task. */
const ask = async (number: number): Promise<string> => {
  const { status, headers } = await stack.viewer.post(`/players/sim_${number}/fetch`)
  expect(status).toBe(202)
  return headers.get('location')!
}

/** The task when it is over. */
const over = async (path: string) =>
  (
    await eventually(
      () => stack.viewer.get(path),
      ({ body }) => ['succeeded', 'failed'].includes(body.status),
      30,
    )
  ).body

describe('a requested fetch', () => {
  it('is done in its turn, of which the estimate tells', async () => {
    const paths: string[] = []
    for (let number = 1; number <= 7; number++) paths.push(await ask(number))
    for (const [before, task] of (await Promise.all(paths.map(over))).entries()) {
      expect(task).toMatchObject({ status: 'succeeded', outcome: 'changed', error: null })
      // How late it is then depends on how busy this machine is.
      const [requested, estimated, completed] = [task.requestedAt, task.estimatedCompletionAt, task.completedAt].map(
        Date.parse,
      )
      expect(estimated! - requested!).toBeLessThanOrEqual((before + 1) * (paceMs + slackMs) + 2_000)
      expect(completed! - estimated!).toBeGreaterThanOrEqual(-(paceMs + 2_000))
    }
  })

  it.for([
    ['not_found', 'The hiscores do not know this name on this board.'],
    ['malformed', ''],
  ] as const)('tells that the hiscores answered %s', async ([outcome, error]) => {
    stack.hiscores.control({ rules: [{ kind: outcome, name: 'Sim 8' }] })
    const task = await over(await ask(8))
    expect(task).toMatchObject({ status: 'failed', outcome, error: expect.stringContaining(error) })
    expect(task.error).toMatch(/\w+ \w+/)
    stack.hiscores.reset()
  })

  it.for([
    ['rate_limited', 9],
    ['unavailable', 7],
  ] as const)('waits for another try when the hiscores answer %s', async ([outcome, number]) => {
    stack.hiscores.control({ rules: [{ kind: outcome, name: `Sim ${number}`, retryAfter: 1 }] })
    const path = await ask(number)
    const { body } = await eventually(
      () => stack.viewer.get(path),
      (answer) => answer.body.outcome !== null,
    )
    expect(body).toMatchObject({
      status: 'queued',
      outcome,
      completedAt: null,
      error: expect.stringMatching(/\w+ \w+/),
    })
    stack.hiscores.reset()
  })

  it('is in the list of all, by status and with the name of its player', async () => {
    await over(await ask(2))
    const { status, body } = await stack.viewer.get('/tasks?limit=1')
    expect(status).toBe(200)
    expect(body.tasks).toEqual([expect.objectContaining({ username: 'Sim 2', status: 'succeeded' })])
    const { body: failed } = await stack.viewer.get('/tasks?status=failed')
    expect(failed.tasks.length).toBeGreaterThan(0)
    for (const task of failed.tasks) {
      expect(task).toMatchObject({ status: 'failed', completedAt: expect.any(String), error: expect.any(String) })
    }
    expect((await stack.viewer.get('/players/sim_2/tasks?status=failed')).body).toEqual({ tasks: [], nextCursor: null })
    expect(await stack.viewer.get('/tasks?status=lost')).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: 'status' }] },
    })
  })

  it('has failed when its player is paused, and stays so', async () => {
    stack.hiscores.control({ rules: [{ kind: 'unavailable', name: 'Sim 10', retryAfter: 1 }] })
    const path = await ask(10)
    await stack.admin.request('PATCH', '/players/sim_10', { active: false })
    const { body: paused } = await stack.viewer.get(path)
    expect(paused).toMatchObject({ status: 'failed', completedAt: expect.any(String), error: expect.any(String) })
    stack.hiscores.reset()
    await over(await ask(3))
    expect((await stack.viewer.get(path)).body).toEqual(paused)
  })

  it('is listed, the newest first, page by page', async () => {
    await over(await ask(1))
    const { body: all } = await stack.viewer.get('/players/sim_1/tasks')
    expect(all.tasks).toHaveLength(2)
    const { body: page } = await stack.viewer.get('/players/sim_1/tasks?limit=1')
    expect(page.tasks).toEqual(all.tasks.slice(0, 1))
    const { body: next } = await stack.viewer.get(`/players/sim_1/tasks?limit=1&cursor=${page.nextCursor}`)
    expect(next.tasks).toEqual(all.tasks.slice(1))
  })
})
