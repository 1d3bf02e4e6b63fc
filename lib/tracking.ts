import { CfnOutput, Duration, Names, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { fetchBatchSize } from '../shared/tracking/dispatch.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions.ts'
import type { Storage } from './storage.ts'

/** Seconds between two firings of the schedule. */
export const tickSeconds = 60

/** What every function needs to know that asks the hiscores or decides when they are asked. */
export const paceEnvironment = (config: Config): Record<string, string> => ({
  HISCORES_URL: config.hiscoresUrl,
  FETCH_PACE_SECONDS: String(config.paceSeconds),
  BASE_INTERVAL_MINUTES: String(config.baseIntervalMinutes),
  MAX_INTERVAL_MINUTES: String(config.maxIntervalMinutes),
  PACE_SHARE: String(config.paceShare),
  RETENTION_DAYS: String(config.retentionDays),
})

/** The schedule that finds due players, the queue that carries them, and the function that fetches them. */
export class Tracking extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly fetch: LambdaFunction
  readonly dispatch: LambdaFunction

  constructor(scope: Construct, id: string, config: Config, storage: Storage, functions: Functions) {
    super(scope, id)
    const fetchTimeout = Duration.seconds(60)
    this.deadLetters = new Queue(this, 'FetchDeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless::Serverless-SQSRedrivePolicy',
      reason: 'These are the dead letters; an alarm tells of them, and a person looks at them.',
    })
    this.queue = new Queue(this, 'FetchQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(1),
      // Six times the function's timeout, as AWS advises: a throttled poller must not see a message return meanwhile.
      visibilityTimeout: Duration.seconds(6 * fetchTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    })

    this.fetch = functions.make('fetch', {
      description: 'Fetches queued players from the hiscores, at the common pace',
      timeout: fetchTimeout,
      // It mostly waits for its turn, which is paid by the megabyte and would be most of the bill; 140 MB is what it takes.
      memoryMb: 256,
      environment: {
        TRACKER_TABLE: storage.tracker.tableName,
        FETCH_QUEUE_URL: this.queue.queueUrl,
        ...paceEnvironment(config),
      },
    })
    // What Lambda polls with; the CDK's `SqsEventSource` grants two actions more that it has no use for.
    this.queue.grant(this.fetch, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage')
    // Under the id that it had from there: AWS takes no second mapping of a queue to a function while the first is there.
    const mapping = this.fetch.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(this.queue.node)}`, {
      eventSourceArn: this.queue.queueArn,
      batchSize: fetchBatchSize,
      reportBatchItemFailures: true,
      // Bounds the fetchers where reserved concurrency cannot: a new account has ten executions in all.
      maxConcurrency: 2,
    })
    // AWS makes none that the role may not poll for.
    mapping.node.addDependency(this.fetch.role!)
    Validations.of(this.fetch).acknowledge({
      id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
      reason: 'What crashes goes back to its queue, which has dead letters.',
    })
    storage.grantTracker(this.fetch, [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
    ])

    this.dispatch = functions.make('schedule', {
      description: 'Queues the players that are due, as many as the pace allows, and keeps the boards',
      timeout: Duration.seconds(30),
      environment: {
        TRACKER_TABLE: storage.tracker.tableName,
        FETCH_QUEUE_URL: this.queue.queueUrl,
        FETCH_PACE_SECONDS: String(config.paceSeconds),
        TICK_SECONDS: String(tickSeconds),
        RETENTION_DAYS: String(config.retentionDays),
      },
    })
    // The schedule does not wait for an answer, so Lambda itself would try twice more, and keep a tick for six hours.
    this.dispatch.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(tickSeconds) })
    Validations.of(this.dispatch).acknowledge({
      id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
      reason: 'Nobody has a use for a tick that is over; an alarm tells when it fails again and again.',
    })
    // It keeps the boards, and tells what is older than milestones, by what a fetch tells with, of all players by name.
    const keeping = ['BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const
    storage.grantTracker(this.dispatch, ['GetItem', 'PutItem', ...keeping], 'due', 'names')
    this.queue.grant(this.dispatch, 'sqs:SendMessage')
    new CfnOutput(this, 'QueueUrl', { key: 'FetchQueue', value: this.queue.queueUrl })
    new CfnOutput(this, 'DeadLettersUrl', { key: 'DeadLetters', value: this.deadLetters.queueUrl })
    new CfnOutput(this, 'Pace', { key: 'FetchPaceSeconds', value: String(config.paceSeconds) })
    new CfnOutput(this, 'Retention', { key: 'RetentionDays', value: String(config.retentionDays) })
    const role = new Role(this, 'TickRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    // The CDK's own target allows all versions of the function besides, of which there are none.
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.dispatch.functionArn] }),
    )
    new CfnSchedule(this, 'Tick', {
      scheduleExpression: `rate(${tickSeconds / 60} minute)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.dispatch.functionArn,
        roleArn: role.roleArn,
        // The next tick is the retry of a lost one, and by then an older one is of no use.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: tickSeconds },
      },
    }).node.addDependency(role)
  }
}
