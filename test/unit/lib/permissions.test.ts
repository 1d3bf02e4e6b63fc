import { describe, expect, it } from 'vitest'
import { functionNames } from '../../../lib/bundles.ts'
import { audited, type ChangingRoute } from '../../../shared/api/audited.ts'
import { routes } from '../../../shared/api/routes.ts'
import { referred, synthesizeStage } from './synthesized.ts'

const stack = synthesizeStage()

interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}

const all = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** What a role is allowed; there is no other way to give it anything. */
const statementsOf = (roleId: string): Statement[] =>
  stack
    .ofType('AWS::IAM::Policy')
    .filter(([, { Roles }]) => Roles.some((role: unknown) => referred(role) === roleId))
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement)

const roleOf = (name: string): string => referred(stack.resources[stack.functionId(name)]?.Properties?.Role)
const idOf = (part: string, type: string): string => stack.ofType(type).find(([id]) => id.includes(part))![0]

const trackerTable = idOf('StorageTracker', 'AWS::DynamoDB::GlobalTable')
const authTable = idOf('StorageAuth', 'AWS::DynamoDB::GlobalTable')
const fetchQueue = idOf('FetchQueue', 'AWS::SQS::Queue')

/** The statements that give a function something of this resource, or of a part of it such as an index. */
const on = (name: string, resourceId: string): Statement[] =>
  statementsOf(roleOf(name)).filter(({ Resource }) => JSON.stringify(Resource).includes(`"${resourceId}"`))

const actionsOn = (name: string, resourceId: string): string[] =>
  on(name, resourceId)
    .flatMap(({ Action }) => all(Action))
    .sort()

describe('every function', () => {
  it('is allowed the operations of DynamoDB and SQS that are in its code, and no others', () => {
    // The clients bring their paginators and a search for endpoints.
    const notOurs = ['Scan', 'DescribeEndpoints', 'ReceiveMessage']
    for (const name of functionNames) {
      const commands = [...stack.code(name).matchAll(/extends [\w$]+\([\w$]+,[\w$]+,"([A-Z]\w+)",/g)]
      const used = commands.map(([, operation = '']) => operation.replace('SendMessageBatch', 'SendMessage'))
      const allowed = statementsOf(roleOf(name)).flatMap(({ Action }) => all(Action))
      const operations = allowed.filter((action) => /^(dynamodb|sqs):/.test(action)).map((a) => a.split(':')[1]!)
      const ours = (list: string[]): string[] => [...new Set(list.filter((item) => !notOurs.includes(item)))].sort()
      // What Lambda itself polls the queue with.
      const polled = name === 'fetch' ? ['DeleteMessage', 'GetQueueAttributes'] : []
      expect([name, ...ours(operations)]).toEqual([name, ...ours([...used, ...polled])])
      expect(operations.includes('ReceiveMessage')).toBe(name === 'fetch')
      expect(operations).not.toContain('Scan')
    }
  })

  it('is allowed nothing on everything, and no kind of action as a whole', () => {
    for (const name of functionNames) {
      for (const { Effect, Action, Resource } of statementsOf(roleOf(name))) {
        expect(Effect).toBe('Allow')
        expect(all(Action).join()).not.toContain('*')
        expect(all(Resource)).not.toContain('*')
        expect(JSON.stringify(Resource)).not.toContain('/*')
      }
    }
  })

  it('writes to its own log alone', () => {
    const logs = functionNames.map((name) => {
      const statements = statementsOf(roleOf(name)).filter(({ Action }) => all(Action).join().includes('logs:'))
      return statements.flatMap(({ Resource }) => all(Resource).map(referred))
    })
    expect(logs).toEqual(functionNames.map((name) => [expect.stringMatching(new RegExp(`^Functions${name}Log`, 'i'))]))
    expect(stack.ofType('AWS::IAM::Role').flatMap(([, role]) => role.ManagedPolicyArns ?? [])).toEqual([])
  })
})

/** The condition that a request names keys, and none but those of some partitions. */
const of = (...partitions: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
  Null: { 'dynamodb:LeadingKeys': 'false' },
})

describe('the auth table', () => {
  /** The functions that have a route whose requests go into the audit. */
  const writesAudit: string[] = Object.entries(audited).flatMap(([route, rule]) =>
    rule === null ? [] : [routes[route as ChangingRoute].function],
  )

  it('is all the auth function may touch', () => {
    expect(actionsOn('auth', authTable)).not.toEqual([])
    expect(actionsOn('auth', trackerTable)).toEqual([])
    expect(actionsOn('auth', fetchQueue)).toEqual([])
  })

  it('shows the functions behind the API sessions and keys only, never a password hash or a private key, and takes from them days of use and what they changed alone', () => {
    for (const name of ['players', 'stats', 'history', 'system', 'wom']) {
      expect(on(name, authTable)).toEqual([
        expect.objectContaining({
          Action: ['dynamodb:GetItem', 'dynamodb:Query'],
          Condition: of('SESSION#*', 'PUBLIC_KEY', 'KEY#*', 'KEYUSE#*'),
        }),
        expect.objectContaining({ Action: 'dynamodb:PutItem', Condition: of('KEYUSE#*') }),
        ...(writesAudit.includes(name)
          ? [expect.objectContaining({ Action: 'dynamodb:PutItem', Condition: of('AUDIT') })]
          : []),
        ...(name === 'players'
          ? [
              expect.objectContaining({
                Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
                Condition: of('WEBHOOK_SECRET'),
              }),
            ]
          : []),
      ])
    }
  })

  it('shows the URLs and secrets of webhooks to the function that tells the news, and nothing else of it', () => {
    expect(on('deliver', authTable)).toEqual([
      expect.objectContaining({ Action: 'dynamodb:GetItem', Condition: of('WEBHOOK_SECRET') }),
    ])
  })

  it('is out of reach for what works in the background, and for what asks nobody who they are', () => {
    for (const name of ['schedule', 'fetch', 'web', 'share']) expect(on(name, authTable)).toEqual([])
  })
})

describe('the tracker table', () => {
  it('is only read by the functions that only answer', () => {
    for (const name of ['stats', 'history', 'system', 'share']) {
      expect(actionsOn(name, trackerTable).filter((action) => /Put|Update|Delete|Write/.test(action))).toEqual([])
    }
  })

  it('shows whoever has a link nothing but links, players and the names of metrics', () => {
    const own = of('PLAYER#*', 'LINKS', 'LAYOUT', 'METRICS')
    expect(on('share', trackerTable)).toEqual([expect.objectContaining({ Condition: own })])
  })

  it('shows the function that tells the news what there is to tell, and no player', () => {
    expect(on('deliver', trackerTable)).toEqual([
      expect.objectContaining({ Condition: of('OUTBOX', 'WEBHOOKS', 'MAIL#*') }),
      expect.objectContaining({ Action: 'dynamodb:Query', Condition: of('NEWS') }),
    ])
  })

  it('is queried through the indexes that a function needs', () => {
    const indexes = (name: string): string[] =>
      [...JSON.stringify(on(name, trackerTable)).matchAll(/\/index\/([\w*]+)/g)].map(([, index = '']) => index)
    expect(Object.fromEntries(functionNames.map((name) => [name, indexes(name)]))).toEqual({
      auth: [],
      players: ['names'],
      stats: [],
      history: ['due', 'names'],
      system: ['names'],
      web: [],
      share: [],
      wom: ['due', 'names'],
      schedule: ['due', 'names'],
      fetch: [],
      deliver: ['due'],
    })
  })
})

describe('the queue', () => {
  it('takes messages from those who ask for fetches, and gives them to the fetch function alone', () => {
    const having = (action: string): string[] =>
      functionNames.filter((name) => actionsOn(name, fetchQueue).includes(action))
    expect(having('sqs:SendMessage')).toEqual(['players', 'schedule', 'fetch'])
    expect(having('sqs:ReceiveMessage')).toEqual(['fetch'])
  })
})

it('the function that tells the news runs when the tick or an admin’s test asks for it', () => {
  const invoking = functionNames.filter((name) =>
    statementsOf(roleOf(name)).some(({ Action }) => all(Action).includes('lambda:InvokeFunction')),
  )
  expect(invoking).toEqual(['players', 'schedule'])
  for (const name of invoking) {
    expect(statementsOf(roleOf(name))).toContainEqual({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: { 'Fn::GetAtt': [stack.functionId('deliver'), 'Arn'] },
    })
  }
})

it('the schedule may run the one function that it is for', () => {
  const statements = statementsOf(referred(stack.only('AWS::Scheduler::Schedule').Target.RoleArn))
  const Resource = { 'Fn::GetAtt': [stack.functionId('schedule'), 'Arn'] }
  expect(statements).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource }])
})
