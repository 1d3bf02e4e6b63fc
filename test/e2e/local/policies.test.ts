import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Template } from '../../../lib/local/template.ts'
import { type OwnStack, startStack } from './stack.ts'

interface Statement {
  Action: string | string[]
  Resource: unknown
}

const all = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** Takes one action on one resource, as far as the names of both are given, out of the policies of a function's role. */
const forbid = ({ Resources }: Template, name: string, action: string, resource: string): void => {
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== 'AWS::IAM::Policy' || !id.startsWith(`Functions${name}Role`)) continue
    for (const statement of (Properties!.PolicyDocument as { Statement: Statement[] }).Statement) {
      if (!JSON.stringify(statement.Resource).includes(resource)) continue
      statement.Action = all(statement.Action).filter((each) => each !== action)
    }
  }
}

let stack: OwnStack
beforeAll(async () => {
  stack = await startStack({
    change: (template) => {
      forbid(template, 'Stats', 'dynamodb:BatchGetItem', 'StorageTracker')
      forbid(template, 'History', 'dynamodb:Query', '/index/names')
      forbid(template, 'Players', 'sqs:SendMessage', 'FetchQueue')
      const unasked = Object.entries(template.Resources).find(
        ([, { Type, Properties }]) =>
          Type === 'AWS::Lambda::Permission' && JSON.stringify(Properties!.SourceArn).includes('/$default/$default'),
      )
      delete template.Resources[unasked![0]]
    },
  })
  await stack.admin.post('/players', { username: 'Zezima' })
})
afterAll(() => stack?.stop())

const refusals = (): string[] =>
  stack.log.filter((line) => line.includes('refused, as AWS would')).map((line) => JSON.parse(line).why)

describe('a function whose role is short of one action', () => {
  const error = { code: 'internal_error', message: expect.any(String), requestId: expect.any(String) }

  it('is refused a call of DynamoDB, which is a 500 and stands in the log', async () => {
    expect((await stack.viewer.get('/players/zezima')).status).toBe(200)
    expect(await stack.viewer.get('/players/stats?usernames=zezima')).toMatchObject({ status: 500, body: error })
    expect(refusals().at(-1)).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/FunctionsStatsRole\w+\/FunctionsStats\w+ is not authorized to perform: dynamodb:BatchGetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/StorageTracker\w+ because no identity-based policy allows the dynamodb:BatchGetItem action$/,
    )
    expect(stack.log.join('\n')).toContain('"name":"AccessDeniedException"')
  })

  it('is refused a query of an index, though not of its table', async () => {
    expect((await stack.viewer.get('/players/zezima/history')).status).toBe(200)
    expect((await stack.viewer.get('/leaderboard?metric=overall')).status).toBe(500)
    expect(refusals().at(-1)).toMatch(/dynamodb:Query on resource: \S+\/index\/names because/)
  })

  it('is refused a message to the queue', async () => {
    expect((await stack.viewer.post('/players/zezima/fetch')).status).toBe(500)
    expect(refusals().at(-1)).toMatch(/sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:\w+ because/)
  })
})

it('a route without its permission answers as API Gateway does', async () => {
  const answer = await fetch(`${stack.url}/nowhere`)
  expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }])
  expect(stack.log.join('\n')).toContain('no permission lets API Gateway invoke the function')
  expect((await fetch(`${stack.url}/health`)).status).toBe(200)
})
