import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { announce } from '../announce.ts'
import { asFailure } from '../answers.ts'
import { ask } from '../client.ts'
import type { Failure } from '../failure.ts'
import { isOver, progressOf, type Task } from '../words/fetching.ts'
import { Failed } from './failed.tsx'

/** What is known of a fetch; the first answer knows less of it. */
type Known = Pick<Task, 'status' | 'estimatedCompletionAt'> & { outcome?: Task['outcome'] }

/** How often is looked how far it is: a tick of the schedule takes ten seconds at most on a laptop, a minute on AWS. */
const lookEveryMs = 1_500

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Props {
  username: string
  /** Undefined until it is known. */
  active: boolean | undefined
  /** Is called when it is over, to show what is new. */
  onDone: () => unknown
}

/** Asks for a fetch now, and shows how far it is until it is done. */
export const FetchNow = ({ username, active, onDone }: Props) => {
  const task = useSignal<Known | undefined>(undefined)
  const failure = useSignal<Failure | undefined>(undefined)
  const isBusy = useSignal(false)
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])

  const follow = async (): Promise<void> => {
    const asked = await ask('POST /players/{username}/fetch', { path: { username } })
    task.value = asked
    announce(progressOf(asked, Date.now()))
    const path = { username, taskId: asked.taskId }
    while (isHere.current && !isOver(task.value)) {
      await later(lookEveryMs)
      task.value = await ask('GET /players/{username}/tasks/{taskId}', { path })
    }
    if (!isHere.current) return
    announce(progressOf(task.value, Date.now()))
    await onDone()
  }
  const start = async (): Promise<void> => {
    if (isBusy.value) return
    isBusy.value = true
    failure.value = undefined
    task.value = undefined
    try {
      await follow()
    } catch (error) {
      failure.value = asFailure(error)
    } finally {
      isBusy.value = false
    }
  }

  return (
    <div class="row fetch-now">
      <button
        type="button"
        class="button"
        aria-disabled={isBusy.value || !active}
        title={active === false ? 'A paused character is not fetched' : undefined}
        onClick={() => active && void start()}
      >
        {isBusy.value ? 'Fetching …' : 'Fetch now'}
      </button>
      {task.value && <span class="small muted">{progressOf(task.value, Date.now())}</span>}
      {failure.value && <Failed failure={failure.value} retry={start} />}
    </div>
  )
}
