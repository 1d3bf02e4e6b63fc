import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import { isOpen, type Task } from './tasks.ts'

// As long as whoever has a task in hand may take. Until then its player may have been read too early or too late to name it.
const inHandMs = 60_000

/** A task that is over, while its player still names it: what it brought is stored last. Until then it is in hand. */
const inHand = ({ outcome: _, error: __, completedAt: ___, ...task }: Task): Task => ({
  ...task,
  status: task.startedAt === undefined ? 'queued' : 'running',
})

/**
 * A task as the API shows it. One that its player does not name any more will never be fulfilled: whoever had it in hand
 * was cut short.
 */
export const taskView = (player: Player, given: Task, now: number) => {
  const task = !isOpen(given) && player.taskId === given.taskId ? inHand(given) : given
  const lastSeenAt = task.startedAt ?? task.requestedAt
  const abandoned = isOpen(task) && player.taskId !== task.taskId && now - lastSeenAt > inHandMs
  return {
    taskId: task.taskId,
    status: abandoned ? ('failed' as const) : task.status,
    requestedAt: isoTime(task.requestedAt),
    startedAt: isoTime(task.startedAt),
    completedAt: isoTime(abandoned ? lastSeenAt : task.completedAt),
    estimatedCompletionAt: isoTime(task.estimatedCompletionAt),
    outcome: task.outcome ?? null,
    error: abandoned ? 'The fetch was interrupted.' : (task.error ?? null),
  }
}
