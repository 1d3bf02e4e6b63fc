import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** What is to be administered cannot be reached; the message says why, and what would help. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

const stackSchema = z.object({
  dynamodbUrl: z.url(),
  sqsUrl: z.url(),
  authTable: z.string().min(1),
  trackerTable: z.string().min(1),
  fetchQueue: z.url(),
  deadLetters: z.url(),
})

export type RunningStack = z.output<typeof stackSchema>

/** What any client of the local stand-ins is made with. */
export const localConnection = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
}

/**
 * Where the local stack is that keeps its data in `dataDir`. Throws `UnreachableError`, which tells to name the deployed
 * thing with `option` instead, when none is running there.
 */
export const runningStack = (dataDir: string, option: string): RunningStack => {
  const file = join(dataDir, 'stack.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    const help = `Start one with \`npm start\`, or name a deployed one with ${option}.`
    throw new UnreachableError(`No local stack is running: there is no ${file}. ${help}`)
  }
  try {
    return stackSchema.parse(JSON.parse(text))
  } catch {
    throw new UnreachableError(`${file} does not say where the local stack is. Start it again.`)
  }
}

/** What is wrong with the way to AWS or its stand-in, in a sentence; undefined for any other error. */
export const reasonOf = (error: Error & { code?: string }): string | undefined => {
  if (error.code === 'ECONNREFUSED') return 'Nothing listens where the stack should be. Is it still running?'
  if (error.name === 'CredentialsProviderError') return 'There are no AWS credentials in the environment.'
  if (error.message === 'Region is missing') return 'There is no AWS region in the environment: set AWS_REGION.'
  return undefined
}
