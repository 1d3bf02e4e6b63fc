import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunningStack } from '../lib/operator/local.ts'

/** Writes what a running local stack says about itself, as far as a test has it. */
export const writeStackFile = (dataDir: string, known: Partial<RunningStack>): void => {
  const nowhere = 'http://127.0.0.1:1'
  const stack: RunningStack = {
    dynamodbUrl: nowhere,
    sqsUrl: nowhere,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    authTable: 'auth',
    trackerTable: 'tracker',
    fetchQueue: `${nowhere}/queue`,
    deadLetters: `${nowhere}/letters`,
    paceSeconds: 2,
    retentionDays: 90,
    ...known,
  }
  writeFileSync(join(dataDir, 'stack.json'), JSON.stringify(stack))
}
