import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
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
    this.queue.grant(this.fetch, 'sqs:SendMessage')
    this.fetch.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: fetchBatchSize,
        reportBatchItemFailures: true,
        // Bounds the fetchers where reserved concurrency cannot: a new account has ten executions in all.
        maxConcurrency: 2,
      }),
    )
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
      description: 'Queues the players that are due, as many as the pace allows',
      timeout: Duration.seconds(30),
      environment: {
        TRACKER_TABLE: storage.tracker.tableName,
        FETCH_QUEUE_URL: this.queue.queueUrl,
        FETCH_PACE_SECONDS: String(config.paceSeconds),
        TICK_SECONDS: String(tickSeconds),
      },
    })
    storage.grantTracker(this.dispatch, ['GetItem', 'PutItem'], 'due')
    this.queue.grant(this.dispatch, 'sqs:SendMessage')
    new CfnOutput(this, 'QueueUrl', { key: 'FetchQueue', value: this.queue.queueUrl })
    new CfnOutput(this, 'DeadLettersUrl', { key: 'DeadLetters', value: this.deadLetters.queueUrl })
    new CfnOutput(this, 'Pace', { key: 'FetchPaceSeconds', value: String(config.paceSeconds) })
    const role = new Role(this, 'TickRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    const dispatchId = Stack.of(this).getLogicalId(this.dispatch.node.defaultChild as CfnFunction)
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${dispatchId}.Arn>:*]`,
      reason: 'The versions of the one function that the schedule invokes.',
    })
    new Schedule(this, 'Tick', {
      schedule: ScheduleExpression.rate(Duration.seconds(tickSeconds)),
      // The next tick is the retry of a lost one.
      target: new LambdaInvoke(this.dispatch, { role, retryAttempts: 0 }),
    })
  }
}
