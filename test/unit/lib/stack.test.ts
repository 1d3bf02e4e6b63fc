import { describe, expect, it } from 'vitest'
import { routes } from '../../../shared/api/routes.ts'
import { type Properties, referred, synthesizeStage } from './synthesized.ts'

const stack = synthesizeStage({ corsOrigins: ['https://ledger.example'], retentionDays: 30, logRetentionDays: 14 })
const other = synthesizeStage({ retentionDays: 365, paceSeconds: 5, baseIntervalMinutes: 30, tracing: true })

describe('the tables', () => {
  const tables = stack.ofType('AWS::DynamoDB::GlobalTable')

  it('stay when the stack goes, cannot be deleted by mistake, and can be put back to any moment', () => {
    expect(tables).toHaveLength(2)
    for (const [id, { Replicas }] of tables) {
      expect(stack.resources[id]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
      expect(Replicas).toMatchObject([
        { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ])
    }
  })

  it('answer nobody without TLS', () => {
    for (const [, { Replicas }] of tables) {
      expect(Replicas[0].ResourcePolicy.PolicyDocument.Statement).toEqual([
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'dynamodb:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ])
    }
  })

  it('take no more units a second than the stage allows, nor do their indexes', () => {
    const reads = (most: number) => ({ ReadOnDemandThroughputSettings: { MaxReadRequestUnits: most } })
    const writes = (most: number) => ({ WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: most } })
    const [tracker, auth] = tables.map(([, table]) => table) as [Properties, Properties]
    expect(tracker).toMatchObject({ ...writes(250), Replicas: [reads(1_000)] })
    for (const index of tracker.GlobalSecondaryIndexes) expect(index).toMatchObject(writes(250))
    for (const index of tracker.Replicas[0].GlobalSecondaryIndexes) expect(index).toMatchObject(reads(1_000))
    expect(auth).toMatchObject({ ...writes(50), Replicas: [reads(200)] })
  })

  it('cost nothing while nobody uses them, and let expired items go', () => {
    for (const [, { BillingMode, TimeToLiveSpecification }] of tables) {
      expect(BillingMode).toBe('PAY_PER_REQUEST')
      expect(TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true })
    }
  })
})

describe('the queues', () => {
  const [[fetchId, fetchQueue], [deadId, dead]] = [...stack.ofType('AWS::SQS::Queue')].sort(([, a]) =>
    a.RedrivePolicy ? -1 : 1,
  ) as [[string, Properties], [string, Properties]]

  it('are encrypted, and take nothing without TLS', () => {
    for (const { SqsManagedSseEnabled } of [fetchQueue, dead]) expect(SqsManagedSseEnabled).toBe(true)
    const policies = stack.ofType('AWS::SQS::QueuePolicy')
    expect(policies.flatMap(([, { Queues }]) => Queues.map(referred)).sort()).toEqual([fetchId, deadId].sort())
    for (const [, { PolicyDocument }] of policies) {
      expect(PolicyDocument.Statement).toMatchObject([
        { Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ])
    }
  })

  it('move what crashes five times to the dead letters, which keep it for two weeks', () => {
    expect(fetchQueue.RedrivePolicy.maxReceiveCount).toBe(5)
    expect(referred(fetchQueue.RedrivePolicy.deadLetterTargetArn)).toBe(deadId)
    expect(dead.MessageRetentionPeriod).toBe(14 * 86_400)
  })

  it('are read in batches whose messages come back one by one, not before a fetcher can be done six times', () => {
    const mapping = stack.only('AWS::Lambda::EventSourceMapping')
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    const { Timeout } = stack.resources[stack.functionId('fetch')]!.Properties as { Timeout: number }
    expect(fetchQueue.VisibilityTimeout).toBe(6 * Timeout)
  })
})

describe('a new account, with ten concurrent executions,', () => {
  it('has none reserved, which would fail there', () => {
    for (const [, properties] of stack.ofType('AWS::Lambda::Function')) {
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions')
    }
    expect(stack.ofType('AWS::Lambda::Alias')).toEqual([])
  })

  it('runs two fetchers at most', () => {
    expect(stack.only('AWS::Lambda::EventSourceMapping').ScalingConfig).toEqual({ MaximumConcurrency: 2 })
  })
})

describe('the API', () => {
  const stage = stack.only('AWS::ApiGatewayV2::Stage')

  it('is throttled, and more tightly what is dear or open to anybody', () => {
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage.DefaultRouteSettings
    expect([rate, burst]).toEqual([10, 50])
    const open = Object.entries(routes).flatMap(([route, { access }]) => (access === 'public' ? [route] : []))
    for (const route of [...open, 'GET /leaderboard', 'GET /players/{username}/export', 'GET /system/status']) {
      expect([route, stage.RouteSettings[route]?.ThrottlingRateLimit <= 5]).toEqual([route, true])
    }
    const auth = Object.keys(routes).filter((route) => route.includes(' /auth/'))
    expect(auth).not.toEqual([])
    for (const route of auth) {
      expect(stage.RouteSettings[route]).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 })
    }
    const known = stack.ofType('AWS::ApiGatewayV2::Route').map(([, { RouteKey }]) => RouteKey)
    expect(known).toEqual(expect.arrayContaining(Object.keys(stage.RouteSettings)))
  })

  it('writes one JSON line per request, with nothing secret in it', () => {
    const { Format, DestinationArn } = stage.AccessLogSettings
    expect(Object.keys(JSON.parse(Format))).toEqual(
      expect.arrayContaining(['gatewayRequestId', 'sourceIp', 'route', 'status', 'durationMs']),
    )
    expect(Format).not.toMatch(/authori|header|cookie/i)
    expect(stack.resources[referred(DestinationArn)]?.Type).toBe('AWS::Logs::LogGroup')
  })

  it('is open to the pages of the configured origins, with no cookies', () => {
    const { AllowOrigins, AllowCredentials } = stack.only('AWS::ApiGatewayV2::Api').CorsConfiguration
    expect(AllowOrigins).toEqual(['https://ledger.example'])
    expect(AllowCredentials ?? false).toBe(false)
  })

  it('has the permission to invoke the function of each route, in the form in which it asks for it', () => {
    const sources = stack
      .ofType('AWS::Lambda::Permission')
      .map(([, { FunctionName, SourceArn }]) => [
        referred(FunctionName),
        JSON.stringify(SourceArn['Fn::Join'][1].at(-1)),
      ])
    const apiFunctions = new Set(Object.values(routes).map(({ function: name }) => stack.functionId(name)))
    for (const id of apiFunctions) expect(sources).toContainEqual([id, '"/*/*/*"'])
    expect(sources).toContainEqual([stack.functionId(routes.$default.function), '"/$default/$default"'])
    expect(sources).toHaveLength(apiFunctions.size + 1)
  })

  it('is the only thing that anybody can call from outside', () => {
    const callers = stack.ofType('AWS::Lambda::Permission').map(([, { Principal }]) => Principal)
    expect(new Set(callers)).toEqual(new Set(['apigateway.amazonaws.com']))
    const types = Object.values(stack.resources).map(({ Type }) => Type)
    for (const type of ['AWS::Lambda::Url', 'AWS::S3::Bucket', 'AWS::ApiGateway::RestApi']) {
      expect(types).not.toContain(type)
    }
  })
})

describe('a tick', () => {
  it('is tried once, by the schedule and by Lambda, and is of no use after a minute', () => {
    const { RetryPolicy } = stack.only('AWS::Scheduler::Schedule').Target
    expect(RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
    const asynchronous = stack.ofType('AWS::Lambda::EventInvokeConfig').map(([, config]) => config)
    const ids = asynchronous.map(({ FunctionName }) => referred(FunctionName))
    // What it asks for is found by the next tick as well.
    expect(ids.toSorted()).toEqual([stack.functionId('schedule'), stack.functionId('deliver')].toSorted())
    for (const each of asynchronous) {
      expect(each).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
    }
  })
})

it('every log goes after as many days as the stage says', () => {
  const logs = stack.ofType('AWS::Logs::LogGroup')
  expect(logs).toHaveLength(12)
  for (const [, { RetentionInDays }] of logs) expect(RetentionInDays).toBe(14)
  for (const [, { LoggingConfig }] of stack.ofType('AWS::Lambda::Function')) {
    expect(LoggingConfig.LogFormat).toBe('JSON')
    expect(stack.resources[referred(LoggingConfig.LogGroup)]?.Type).toBe('AWS::Logs::LogGroup')
  }
})

it('other settings change no table, so that no deployment ever needs a migration', () => {
  expect(other.ofType('AWS::DynamoDB::GlobalTable')).toEqual(stack.ofType('AWS::DynamoDB::GlobalTable'))
})

it('without an address there are alarms and a dashboard to look at, but no topic and no budget', () => {
  expect(stack.ofType('AWS::CloudWatch::Alarm')).not.toEqual([])
  expect(stack.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1)
  expect(stack.ofType('AWS::SNS::Topic')).toEqual([])
  expect(stack.ofType('AWS::Budgets::Budget')).toEqual([])
})
