import { type Signal, signal } from '@preact/signals'
import { Failure } from '../failure.ts'
import { send } from '../wire/send.ts'

/** A part of the page whose script is loaded when it is wanted. */
export interface Later<T> {
  /** What the script has; undefined until it is there. */
  part: Signal<T | undefined>
  /** Why it did not come the last time. */
  failure: Signal<Failure | undefined>
  /** Loads it, once at a time; nothing when it is there. */
  load: () => Promise<void>
}

/** Whether the tracker has another page by now, whose index names other scripts than this one. */
const isOld = async (): Promise<boolean> => {
  const index = await send({ method: 'GET', url: '/', accept: 'text/html' })
  return !(await index.text()).includes(new URL(import.meta.url).pathname)
}

/** Why a script did not come: browsers do not say. */
const whyAbsent = async (): Promise<Failure> => {
  try {
    return new Failure((await isOld()) ? 'old' : 'lost')
  } catch (error) {
    return error instanceof Failure ? error : new Failure('lost')
  }
}

/** A part that `bring` brings. */
export const later = <T>(bring: () => Promise<T>): Later<T> => {
  const part = signal<T | undefined>(undefined)
  const failure = signal<Failure | undefined>(undefined)
  let loading: Promise<void> | undefined
  const load = async (): Promise<void> => {
    failure.value = undefined
    try {
      part.value = await bring()
    } catch {
      failure.value = await whyAbsent()
    }
  }
  return {
    part,
    failure,
    load: async () => {
      if (part.peek() !== undefined) return
      loading ??= load().finally(() => {
        loading = undefined
      })
      await loading
    },
  }
}
