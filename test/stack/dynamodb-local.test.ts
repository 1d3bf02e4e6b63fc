import { afterAll, beforeAll, beforeEach, it } from 'vitest'
import { type DynamoDBLocal, startDynamoDBLocal } from '../dynamodb-local.ts'
import { run } from '../programs.ts'

let local: DynamoDBLocal | string

beforeAll(async () => {
  local = await startDynamoDBLocal()
  if (typeof local === 'string') console.warn(local)
})
beforeEach(({ skip }) => skip(typeof local === 'string', String(local)))
afterAll(async () => {
  if (typeof local === 'object') await local.stop()
})

it('the items pass the tests of the emulator on DynamoDB Local as well', async () => {
  const env = { DYNAMODB_ENDPOINT: (local as DynamoDBLocal).url }
  const tests = ['--project', 'integration', 'test/integration/shared']
  await run('npx', ['vitest', 'run', '--config', 'test/vitest.config.ts', ...tests], { env })
})
