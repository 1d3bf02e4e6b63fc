import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import type { Task } from './tasks.ts'

/**
 * A task as the API shows it. One that its player does not name any more will never be fulfilled: whoever had it in hand
 * was cut short.
 */
export const taskView = (player: Player, task: Task) => {
  const open = task.status === 'queued' || task.status === 'running'
  const abandoned = open && player.taskId !== task.taskId
  return {
    taskId: task.taskId,
    status: abandoned ? ('failed' as const) : task.status,
    requestedAt: isoTime(task.requestedAt),
    startedAt: isoTime(task.startedAt),
    completedAt: isoTime(task.completedAt),
    estimatedCompletionAt: isoTime(task.estimatedCompletionAt),
    outcome: task.outcome ?? null,
    error: abandoned ? 'The fetch was interrupted.' : (task.error ?? null),
  }
}
