import { describe, expect, it } from 'vitest'
import { referencesOf } from '../../../../lib/local/references.ts'
import { reader, resolve, type Template } from '../../../../lib/local/template.ts'

const template: Template = {
  Resources: {
    Tracker: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'tracker-table' } },
    Tasks: { Type: 'AWS::SQS::Queue' },
    Fetch: {
      Type: 'AWS::Lambda::Function',
      Properties: { KmsKeyArn: { 'Fn::GetAtt': ['Key', 'Arn'] }, Timeout: 30, Code: { S3Key: 'abc.zip' } },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Key: { Type: 'AWS::KMS::Key' },
  },
}
const endpoints = { sqsUrl: 'http://127.0.0.1:1111', apiUrl: 'http://127.0.0.1:2222' }
const references = referencesOf(template, endpoints)
const value = (given: unknown): unknown => resolve(given, references, 'Fetch.Environment')

describe('resolve', () => {
  it('refers to names, and for queues to their current URL', () => {
    expect(value({ Ref: 'Tracker' })).toBe('tracker-table')
    expect(value({ Ref: 'Fetch' })).toBe('Fetch')
    expect(value({ Ref: 'Tasks' })).toBe('http://127.0.0.1:1111/000000000000/Tasks')
  })

  it('gives attributes, in both spellings', () => {
    expect(value({ 'Fn::GetAtt': ['Tasks', 'Arn'] })).toBe('arn:aws:sqs:us-east-1:000000000000:Tasks')
    expect(value({ 'Fn::GetAtt': 'Tracker.Arn' })).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/tracker-table')
    expect(value({ 'Fn::GetAtt': ['Tasks', 'QueueName'] })).toBe('Tasks')
    expect(value({ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] })).toBe('http://127.0.0.1:2222')
  })

  it('joins and substitutes, at any depth', () => {
    const joined = { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, 7]] }
    expect(value({ deep: [{ name: joined }] })).toEqual({ deep: [{ name: 'a/us-east-1/7' }] })
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    expect(value({ 'Fn::Sub': '${Tracker}:${Tracker.Arn}:${AWS::AccountId}:${!Left}' })).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
      'tracker-table:arn:aws:dynamodb:us-east-1:000000000000:table/tracker-table:000000000000:${Left}',
    )
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    expect(value({ 'Fn::Sub': ['${Own}-${AWS::Partition}', { Own: { Ref: 'Fetch' } }] })).toBe('Fetch-aws')
  })

  it('leaves out what refers to no value', () => {
    expect(value({ kept: 1, dropped: { Ref: 'AWS::NoValue' } })).toEqual({ kept: 1 })
  })

  it('names the place of an intrinsic that it does not know', () => {
    const given = { Variables: { KEYS: [{ 'Fn::ImportValue': 'x' }] } }
    expect(() => value(given)).toThrow('Fetch.Environment.Variables.KEYS[0].Fn::ImportValue: Fn::ImportValue has no')
  })

  it('names the place of a reference to something without a stand-in', () => {
    expect(() => value({ KEY: { 'Fn::GetAtt': ['Key', 'Arn'] } })).toThrow(
      'Fetch.Environment.KEY.Fn::GetAtt: a reference to Key.Arn has no meaning on the local stack',
    )
  })
})

describe('reader', () => {
  const read = reader(template, 'Fetch', references)

  it('resolves only what is read', () => {
    expect(read('Timeout')).toBe(30)
    expect(() => read('KmsKeyArn')).toThrow('Fetch.KmsKeyArn.Fn::GetAtt')
  })

  it('reads inside a property, and finds nothing where there is nothing', () => {
    expect(read('Code.S3Key')).toBe('abc.zip')
    expect(read('Environment.Variables')).toBeUndefined()
  })
})
