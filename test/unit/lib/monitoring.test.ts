import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Properties, referred, synthesizeStage } from './synthesized.ts'

const email = 'owner@ledger.example'
const stack = synthesizeStage({ alarmEmail: email, monthlyBudgetDollars: 7, tracing: true })
const alarms = stack.ofType('AWS::CloudWatch::Alarm').map(([, alarm]) => alarm)
const names = alarms.map(({ AlarmName }) => AlarmName.replace('HiscoreLedger-test-', '') as string)

describe('the alarms', () => {
  it('are for what a person has to do something about, and no more than the ten that are free', () => {
    expect(alarms.length).toBeLessThanOrEqual(10)
    expect(names.toSorted()).toEqual([
      'CircuitOpen',
      'DeadLetters',
      'DeliverErrors',
      'FetchErrors',
      'Late',
      'NoFetches',
      'ServerErrors',
      'SignIns',
      'Throttles',
      'TicksMissing',
    ])
  })

  it('are each explained, with what to do, in docs/operations.md', () => {
    const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
    for (const name of names) expect(text).toContain(`\`${name}\``)
  })

  it('reach the address when they begin and when they end', () => {
    const [[topicId]] = stack.ofType('AWS::SNS::Topic') as [[string, unknown]]
    for (const { AlarmActions, OKActions } of alarms) {
      expect([...AlarmActions, ...OKActions].map(referred)).toEqual([topicId, topicId])
    }
    const subscriptions = stack.ofType('AWS::SNS::Subscription').map(([, subscription]) => subscription)
    expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: email }])
    const statements: Properties[] = stack.only('AWS::SNS::TopicPolicy').PolicyDocument.Statement
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
    ])
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ])
  })

  it('treat a silent schedule as a fault, and a silent API as none', () => {
    const missing = Object.fromEntries(names.map((name, index) => [name, alarms[index]!.TreatMissingData]))
    expect(missing).toMatchObject({ TicksMissing: 'breaching', ServerErrors: 'notBreaching' })
  })

  it('watch metrics that the functions write', () => {
    const metrics = JSON.stringify([alarms, stack.ofType('AWS::CloudWatch::Dashboard')])
    const written = ['schedule', 'fetch'].map((name) => stack.code(name)).join()
    for (const metric of ['LatenessSeconds', 'LatenessGrowthPercent', 'CircuitOpen', 'FetchesAnswered']) {
      expect(metrics).toContain(metric)
      expect(written).toContain(`"${metric}"`)
    }
    expect(metrics).toContain('FetchesChanged')
    expect(written).toContain('`Fetches${')
    for (const name of ['schedule', 'fetch']) {
      const { Environment } = stack.resources[stack.functionId(name)]!.Properties as Properties
      expect(Environment.Variables.POWERTOOLS_METRICS_NAMESPACE).toBe('HiscoreLedger/test')
    }
    expect(metrics).toContain('HiscoreLedger/test')
  })
})

it('what the functions and their logs write are no more metrics than the ten that are free', () => {
  const metrics = JSON.stringify([alarms, stack.ofType('AWS::CloudWatch::Dashboard')])
  const own = [
    ...metrics.matchAll(/HiscoreLedger\/test[\\"]+,[\\"]+(\w+)|"MetricName":"(\w+)","Namespace":"HiscoreLedger/g),
  ]
  const names = new Set(own.map(([, shown, watched]) => shown ?? watched))
  expect(names).toContain('SignInSuspicions')
  expect(names.size).toBe(10)
})

it('locked names and used tokens are counted from the lines that the auth function writes', () => {
  const filters = stack.ofType('AWS::Logs::MetricFilter').map(([, filter]) => filter)
  expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual([
    '{ $.message = "sign-in" && $.outcome = "locked" }',
    '{ $.message = "refresh" && $.outcome = "reused" }',
  ])
  for (const { LogGroupName } of filters) expect(referred(LogGroupName)).toContain('AuthLog')
  for (const word of ['"sign-in"', '"refresh"', '"locked"', '"reused"']) expect(stack.code('auth')).toContain(word)
})

it('the budget warns before the amount is reached', () => {
  const { Budget, NotificationsWithSubscribers } = stack.only('AWS::Budgets::Budget')
  expect(Budget).toMatchObject({ BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 7, Unit: 'USD' } })
  const notified = NotificationsWithSubscribers.map(({ Notification, Subscribers }: Properties) => [
    Notification.NotificationType,
    Notification.Threshold,
    Subscribers[0].Address,
  ])
  expect(notified).toEqual([
    ['ACTUAL', 80, email],
    ['FORECASTED', 100, email],
  ])
})

it('there is a dashboard with the alarms on it', () => {
  const { DashboardName, DashboardBody } = stack.only('AWS::CloudWatch::Dashboard')
  expect(DashboardName).toBe('HiscoreLedger-test')
  for (const [id] of stack.ofType('AWS::CloudWatch::Alarm')) expect(JSON.stringify(DashboardBody)).toContain(id)
})

it('requests are traced where the stage says so', () => {
  for (const [, { TracingConfig }] of stack.ofType('AWS::Lambda::Function')) {
    expect(TracingConfig).toEqual({ Mode: 'Active' })
  }
})
