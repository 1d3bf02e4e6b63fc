import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { UnreachableError } from './reasons.ts'

const stackSchema = z.object({
  dynamodbUrl: z.url(),
  sqsUrl: z.url(),
  /** The key of that run, which its stores want. */
  credentials: z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }),
  authTable: z.string().min(1),
  trackerTable: z.string().min(1),
  fetchQueue: z.url(),
  deadLetters: z.url(),
  /** Seconds between two requests to the hiscores; the usual two where a stack does not say it. */
  paceSeconds: z.number().min(0).default(2),
  /** How long single snapshots are kept; the usual 90 days where a stack does not say it. */
  retentionDays: z.int().min(1).default(90),
})

export type RunningStack = z.output<typeof stackSchema>

/** What any client of the local stand-ins is made with, beside the key. */
export const localConnection = { region: 'us-east-1', maxAttempts: 1 }

/** Where the local stack is that keeps its data in `dataDir`. Throws `UnreachableError` when none is running there. */
export const runningStack = (dataDir: string): RunningStack => {
  const file = join(dataDir, 'stack.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    const help = 'Start one with `npm start`, or name a deployed stage with --stage.'
    throw new UnreachableError(`No local stack is running: there is no ${file}. ${help}`)
  }
  try {
    return stackSchema.parse(JSON.parse(text))
  } catch {
    throw new UnreachableError(`${file} does not say where the local stack is. Start it again.`)
  }
}
