import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../../../lib/local/stack.ts'
import type { Resource, Template } from '../../../../lib/local/template.ts'

/** A function of a test: its CommonJS source and, where they matter, its properties. */
export interface Source {
  code: string
  properties?: Record<string, unknown>
}

/** Takes what is to be done when a test, or all tests of a `beforeAll`, are over. */
type CleanUp = (done: () => Promise<void>) => void

/** A new folder that is gone after the test, or after all tests of a `beforeAll`. */
export const temporaryFolder = async (cleanUp: CleanUp = onTestFinished): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'local-stack-'))
  cleanUp(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A role with these statements, for functions and for schedules. */
export const role = (statements: Record<string, unknown>[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'].map((Service) => ({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service },
      })),
    },
    Policies: [{ PolicyName: 'all', PolicyDocument: { Statement: statements } }],
  },
})

/** What is allowed where a test is about something else. */
const everything = { Effect: 'Allow', Action: ['dynamodb:*', 'sqs:*', 'lambda:*'], Resource: '*' }

/** Writes the sources as file assets into a folder, and makes a template of them and of further resources. */
export const assemble = async (
  folder: string,
  functions: Record<string, Source>,
  resources: Record<string, Resource> = {},
): Promise<Template> => {
  const template: Template = { Resources: { Role: role([everything]), ...resources } }
  for (const [id, { code, properties }] of Object.entries(functions)) {
    await mkdir(join(folder, `asset.${id}`), { recursive: true })
    await writeFile(join(folder, `asset.${id}`, 'index.js'), code)
    template.Resources[id] = {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Timeout: 10, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties },
      Metadata: { 'aws:asset:path': `asset.${id}` },
    }
  }
  return template
}

/** The lines that functions wrote, and a way to wait for the next ones. */
export class Lines {
  readonly all: string[] = []
  readonly #unread: string[] = []
  #more = Promise.withResolvers<void>()

  readonly add = (line: string): void => {
    this.all.push(line)
    this.#unread.push(line)
    this.#more.resolve()
  }

  /** The next line that contains the text; each line is given once. */
  async next(text: string): Promise<string> {
    for (;;) {
      const found = this.#unread.findIndex((line) => line.includes(text))
      if (found >= 0) return this.#unread.splice(found, 1)[0]!
      this.#more = Promise.withResolvers()
      await this.#more.promise
    }
  }
}

/** Starts a stack from sources; it is stopped after the test, or after all tests of a `beforeAll`. */
export const deploy = async (
  functions: Record<string, Source>,
  resources: Record<string, Resource> = {},
  options: Partial<LocalStackOptions> = {},
  cleanUp: CleanUp = onTestFinished,
): Promise<LocalStack & { lines: Lines }> => {
  const folder = await temporaryFolder(cleanUp)
  const template = await assemble(folder, functions, resources)
  const lines = new Lines()
  const stack = await startLocalStack({
    template,
    assemblyDir: folder,
    port: 0,
    tickSeconds: 60,
    onLog: lines.add,
    ...options,
  })
  cleanUp(() => stack.stop())
  return { ...stack, lines }
}

/** Resources of an HTTP API whose routes lead to functions: route key by logical id of the function. */
export const httpApi = (routes: Record<string, string>, api: Record<string, unknown> = {}): Record<string, Resource> =>
  Object.fromEntries([
    ['Api', { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', ...api } }],
    ...[...new Set(Object.values(routes))].map((target) => [
      `Permission${target}`,
      {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
          Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', { Ref: 'Api' }, '/*']] },
        },
      },
    ]),
    ...Object.entries(routes).flatMap(([key, target], index) => [
      [
        `Route${index}`,
        {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            AuthorizationType: 'NONE',
            RouteKey: key,
            Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${index}` }]] },
          },
        },
      ],
      [
        `Integration${index}`,
        {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': [target, 'Arn'] },
            PayloadFormatVersion: '2.0',
            ...(target.startsWith('Slow') && { TimeoutInMillis: 100 }),
          },
        },
      ],
    ]),
  ])

/** Resources of a queue with its dead-letter queue, mapped to a function. */
export const queueTo = (
  target: string,
  queue: Record<string, unknown> = {},
  mapping: Record<string, unknown> = {},
): Record<string, Resource> => ({
  Dead: { Type: 'AWS::SQS::Queue' },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
      ...queue,
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      BatchSize: 10,
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: target },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...mapping,
    },
  },
})

export const table = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    Replicas: [{ Region: { Ref: 'AWS::Region' } }],
    ...properties,
  },
})

export const schedule = (target: string, input?: string): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Target: {
      Arn: { 'Fn::GetAtt': [target, 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      ...(input && { Input: input }),
    },
  },
})
