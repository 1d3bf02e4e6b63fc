import { signal } from '@preact/signals'

/** What who listens is told next. */
export const announced = signal('')

/** Tells who listens, politely. The same words twice are told twice. */
export const announce = (text: string): void => {
  announced.value = text === announced.peek() ? `${text}\u00a0` : text
}
