import type { Answer } from '../contract.ts'
import { span } from '../time.ts'

/** How far a fetch is that somebody asked for. */
export type Task = Answer<'GET /players/{username}/tasks/{taskId}'>

/** Whether nothing more will come of it. */
export const isOver = ({ status }: Pick<Task, 'status'>): boolean => status === 'succeeded' || status === 'failed'

const outcomes: Record<NonNullable<Task['outcome']>, string> = {
  changed: 'Fetched: there is something new.',
  unchanged: 'Fetched: nothing has changed since the last time.',
  doubtful:
    'The hiscores answered something doubtful. They are asked again within minutes, before anything is believed.',
  not_found: 'The hiscores did not know the name this time. It is asked for again.',
  rate_limited: 'The hiscores asked for a pause. It is fetched when that is over.',
  unavailable: 'The hiscores did not answer. It is tried again by itself.',
  malformed: 'The answer of the hiscores could not be read. It is tried again by itself.',
}

/** How far it is, in words. */
export const progressOf = (
  task: Pick<Task, 'status' | 'estimatedCompletionAt'> & { outcome?: Task['outcome'] },
  now: number,
): string => {
  if (task.status === 'running') return 'Asking the hiscores …'
  if (task.status === 'queued') {
    const wait = task.estimatedCompletionAt === null ? 0 : Date.parse(task.estimatedCompletionAt) - now
    return wait >= 1_000
      ? `Waiting for its turn at the hiscores, about ${span(wait)} …`
      : 'Waiting for its turn at the hiscores …'
  }
  return task.outcome ? outcomes[task.outcome] : task.status === 'succeeded' ? 'Fetched.' : 'It did not work out.'
}
