import { describe, expect, it } from 'vitest'
import { arnLike, covers, readPolicy, trusts } from '../../../../../lib/local/access/policy.ts'

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/auth'
const allow = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table }
const read = (statement: object) => readPolicy({ Statement: [statement] }, 'Policy')
const about = (statement: object, context: Record<string, string[]> = {}, resource = table): boolean =>
  covers(read(statement)[0]!, { action: 'dynamodb:GetItem', resource, context })

describe('a statement', () => {
  it('is about its actions on its resources, in any case of letters, and with wildcards', () => {
    expect(about(allow)).toBe(true)
    expect(about({ ...allow, Action: ['dynamodb:PutItem', 'DynamoDB:getitem'] })).toBe(true)
    expect(about({ ...allow, Action: 'dynamodb:*' })).toBe(true)
    expect(about({ ...allow, Action: 'dynamodb:Put*' })).toBe(false)
    expect(about({ ...allow, Resource: '*' })).toBe(true)
    expect(about(allow, {}, `${table}/index/due`)).toBe(false)
    expect(about({ ...allow, Resource: [`${table}/index/*`] }, {}, `${table}/index/due`)).toBe(true)
    expect(about({ ...allow, Resource: table.replace('auth', 'a.th') })).toBe(false)
  })

  it('asks of all keys that they are among those that it names', () => {
    const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SESSION#*', 'PUBLIC_KEY'] } }
    const own = { ...allow, Condition: condition }
    const keys = (...values: string[]) => ({ 'dynamodb:LeadingKeys': values })
    expect(about(own, keys('SESSION#a', 'PUBLIC_KEY'))).toBe(true)
    expect(about(own, keys('SESSION#a', 'USER#a'))).toBe(false)
    expect(about(own)).toBe(true)
    const some = { ...own, Condition: { ...condition, Null: { 'dynamodb:LeadingKeys': 'false' } } }
    expect(about(some, keys('SESSION#a'))).toBe(true)
    expect(about(some)).toBe(false)
  })

  it('asks whether the way is encrypted', () => {
    const plain = { ...allow, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
    expect(about(plain, { 'aws:SecureTransport': ['true'] })).toBe(false)
    expect(about(plain, { 'aws:SecureTransport': ['false'] })).toBe(true)
  })
})

describe('a policy', () => {
  it.each([
    ['NotAction', { ...allow, NotAction: 'dynamodb:Scan' }],
    ['NotResource', { ...allow, NotResource: table }],
    ['the effect "Maybe"', { ...allow, Effect: 'Maybe' }],
    ['the operator NumericLessThan', { ...allow, Condition: { NumericLessThan: { 'aws:SourceAccount': '1' } } }],
    [
      'the operator ForAnyValue:StringLike',
      { ...allow, Condition: { 'ForAnyValue:StringLike': { 'aws:SourceArn': 'a' } } },
    ],
    ['a condition on aws:SourceIp', { ...allow, Condition: { StringEquals: { 'aws:SourceIp': '1.2.3.4' } } }],
    ['StringLike on dynamodb:LeadingKeys', { ...allow, Condition: { StringLike: { 'dynamodb:LeadingKeys': 'a' } } }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a policy
    ['"${aws:username}"', { ...allow, Resource: '${aws:username}' }],
  ])('is not read with %s in it, which nobody here can judge', (what, statement) => {
    expect(() => read(statement)).toThrow(`the local stack cannot judge ${what}`)
  })
})

it('an ARN with wildcards stands for others, part by part', () => {
  const route = 'arn:aws:execute-api:us-east-1:000000000000:api/$default'
  expect(arnLike('arn:aws:execute-api:us-east-1:000000000000:api/*/*/*', `${route}/GET/players/{username}`)).toBe(true)
  expect(arnLike('arn:aws:execute-api:us-east-1:000000000000:api/*/*/*', `${route}/$default`)).toBe(false)
  expect(arnLike('arn:aws:execute-api:us-east-1:000000000000:api/$default/$default', `${route}/$default`)).toBe(true)
  expect(arnLike('arn:aws:*:api/$default/$default', `${route}/$default`)).toBe(false)
})

it('a role trusts the services that it names, when they come for whom it says', () => {
  const trust = read({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
  })
  expect(trusts(trust, 'scheduler.amazonaws.com', { 'aws:SourceAccount': ['000000000000'] })).toBe(true)
  expect(trusts(trust, 'scheduler.amazonaws.com', { 'aws:SourceAccount': ['111111111111'] })).toBe(false)
  expect(trusts(trust, 'lambda.amazonaws.com', { 'aws:SourceAccount': ['000000000000'] })).toBe(false)
})
