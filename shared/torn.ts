import { setTimeout as sleep } from 'node:timers/promises'

/** What was read of a player does not fit together: somebody has changed it between two reads. */
export class TornRead extends Error {
  override readonly name = 'TornRead'
}

const attempts = 3

// A replica that is read from may be behind by some milliseconds.
const waitMs = 50

/** Answers a question, and asks it anew when what was read for it is torn: throws `TornRead` when it is so each time. */
export const untorn = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof TornRead) || attempt === attempts) throw error
      await sleep(waitMs)
    }
  }
}
