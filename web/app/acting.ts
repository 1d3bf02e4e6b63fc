import { type Signal, useSignal } from '@preact/signals'
import { announce } from './announce.ts'
import { asFailure } from './answers.ts'
import type { Failure } from './failure.ts'

/** Something that is done on request, once at a time. */
export interface Acting {
  isBusy: Signal<boolean>
  failure: Signal<Failure | undefined>
  /** Does it and says `done` to who listens; true when it went well. What is asked while it is under way is dropped. */
  run: (act: () => Promise<unknown>, done?: string) => Promise<boolean>
}

/** Keeps track of something that is done on request. */
export const useActing = (): Acting => {
  const isBusy = useSignal(false)
  const failure = useSignal<Failure | undefined>(undefined)
  const run: Acting['run'] = async (act, done) => {
    if (isBusy.peek()) return false
    isBusy.value = true
    failure.value = undefined
    try {
      await act()
      if (done !== undefined) announce(done)
      return true
    } catch (error) {
      failure.value = asFailure(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, failure, run }
}
