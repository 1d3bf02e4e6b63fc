import * as z from 'zod'

/** A moment in an answer, as `isoTime` writes it. */
export const timestamp = z.iso.datetime().meta({ examples: ['2026-08-20T18:30:00.000Z'] })

/** A moment in an answer, what it is, and one that goes with the other examples. */
export const timeOf = (description: string, example = '2026-08-20T18:30:00.000Z') =>
  timestamp.meta({ description, examples: [example] })
