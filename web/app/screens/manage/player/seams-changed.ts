import { signal } from '@preact/signals'

/** How often seams were set on this screen: whoever lists them asks anew. */
export const seamsChanged = signal(0)
