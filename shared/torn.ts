/** What was read of a player does not fit together: somebody has changed it between two reads. */
export class TornRead extends Error {}

// A replica that is read from may be behind by some milliseconds.
const waitMs = 100

/** Answers a question, and asks it once more when what was read for it is torn: throws `TornRead` when it is so again. */
export const untorn = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof TornRead)) throw error
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    return ask()
  }
}
