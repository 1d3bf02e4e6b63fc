import { signal } from '@preact/signals'

/** Whether the browser believes that there is a network. */
export const isOnline = signal(navigator.onLine)

/** Keeps `isOnline` true. */
export const watchNetwork = (): void => {
  for (const name of ['online', 'offline']) {
    addEventListener(name, () => {
      isOnline.value = navigator.onLine
    })
  }
}
