import { describe, expect, it } from 'vitest'
import type { Player } from '../../../../shared/players/players.ts'
import type { Task } from '../../../../shared/tasks/tasks.ts'
import { taskView } from '../../../../shared/tasks/view.ts'

const now = Date.parse('2026-08-20T12:00:00Z')
const player: Player = { key: 'zezima', username: 'Zezima', mode: 'regular', active: true, addedAt: 0, failures: 0 }
const task = {
  ...{ player: 'zezima', taskId: '01K34GGXG0000000000000000A', status: 'succeeded', outcome: 'changed' },
  ...{ requestedAt: now - 3_000, startedAt: now - 1_000, completedAt: now, estimatedCompletionAt: now },
} as unknown as Task

describe('a task that is over', () => {
  it('is so once its player names it no more, for then what it brought is stored', () => {
    expect(taskView({ ...player, taskId: task.taskId }, task, now)).toMatchObject({
      ...{ status: 'running', outcome: null, error: null, completedAt: null },
      startedAt: '2026-08-20T11:59:59.000Z',
    })
    const over = { status: 'succeeded', outcome: 'changed', completedAt: '2026-08-20T12:00:00.000Z' }
    expect(taskView(player, task, now)).toMatchObject(over)
    expect(taskView({ ...player, taskId: 'another' }, task, now)).toMatchObject(over)
  })

  it('and was not begun is queued until then', () => {
    const { startedAt: _, ...unbegun } = { ...task, status: 'failed' as const, error: 'The player was paused.' }
    expect(taskView({ ...player, taskId: task.taskId }, unbegun as Task, now)).toMatchObject({
      ...{ status: 'queued', startedAt: null, error: null },
    })
    expect(taskView(player, unbegun as Task, now)).toMatchObject({ status: 'failed', error: 'The player was paused.' })
  })
})
