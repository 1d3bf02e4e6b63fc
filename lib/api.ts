import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { ApiFunction } from '../shared/api/routes.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions.ts'
import { Gateway } from './gateway.ts'
import type { Storage } from './storage.ts'
import { paceEnvironment, type Tracking, tickSeconds } from './tracking.ts'

/** The functions that answer the API, what each may touch, and the gateway before them. */
export class Api extends Construct {
  readonly handlers: Record<ApiFunction, LambdaFunction>
  readonly gateway: Gateway

  constructor(
    scope: Construct,
    id: string,
    config: Config,
    { storage, tracking, functions }: { storage: Storage; tracking: Tracking; functions: Functions },
  ) {
    super(scope, id)
    const tables = { TRACKER_TABLE: storage.tracker.tableName, AUTH_TABLE: storage.auth.tableName }
    const timeout = Duration.seconds(10)

    const handlers: Record<ApiFunction, LambdaFunction> = {
      auth: functions.make('auth', {
        description: 'Signs users in and out',
        timeout,
        // A whole processor. A password takes 0.3 s of one, at 512 MB a second, and costs the same: Lambda is paid by both.
        memoryMb: 1_769,
        environment: {
          AUTH_TABLE: storage.auth.tableName,
          ACCESS_TOKEN_MINUTES: String(config.accessTokenMinutes),
          REFRESH_TOKEN_DAYS: String(config.refreshTokenDays),
          SESSION_DAYS: String(config.sessionDays),
        },
      }),
      players: functions.make('players', {
        description: 'Adds, lists, changes and removes players, and takes requests for fetches',
        // Adding waits for its turn at the hiscores; API Gateway gives up after 30 seconds.
        timeout: Duration.seconds(29),
        environment: {
          ...tables,
          ...paceEnvironment(config),
          FETCH_QUEUE_URL: tracking.queue.queueUrl,
          TICK_SECONDS: String(tickSeconds),
        },
      }),
      stats: functions.make('stats', { description: 'Answers current statistics', timeout, environment: tables }),
      history: functions.make('history', {
        description: 'Answers what was gained',
        timeout,
        environment: { ...tables, RETENTION_DAYS: String(config.retentionDays) },
      }),
      web: functions.make('web', { description: 'Serves the page that people look at', timeout, environment: {} }),
      share: functions.make('share', {
        description: 'Shows what links share',
        timeout,
        environment: { TRACKER_TABLE: storage.tracker.tableName, RETENTION_DAYS: String(config.retentionDays) },
      }),
      wom: functions.make('wom', {
        description: "Answers Wise Old Man's programs",
        // As for players: what it fetches at once waits for its turn.
        timeout: Duration.seconds(29),
        environment: { ...tables, ...paceEnvironment(config) },
      }),
      system: functions.make('system', {
        description: 'Answers health, readiness and unknown routes',
        timeout,
        environment: {
          ...tables,
          FETCH_QUEUE_URL: tracking.queue.queueUrl,
          FETCH_DLQ_URL: tracking.deadLetters.queueUrl,
          FETCH_PACE_SECONDS: String(config.paceSeconds),
        },
      }),
    }
    storage.grantAuth(handlers.auth)
    for (const name of ['players', 'stats', 'history', 'system', 'wom'] as const)
      storage.grantSessionCheck(handlers[name])
    storage.grantAudit(handlers.players)
    storage.grantWebhookSecrets(handlers.players)
    storage.grantAudit(handlers.wom)
    const work = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const
    storage.grantTracker(handlers.players, work, 'names')
    storage.grantTracker(handlers.wom, work, 'due', 'names')
    storage.grantTracker(handlers.stats, ['GetItem', 'BatchGetItem', 'Query'])
    storage.grantTracker(handlers.history, ['GetItem', 'BatchGetItem', 'Query'], 'due', 'names')
    storage.grantTracker(handlers.system, ['GetItem', 'BatchGetItem', 'Query'], 'due', 'names')
    storage.grantShared(handlers.share)
    tracking.queue.grant(handlers.players, 'sqs:SendMessage', 'sqs:GetQueueAttributes')
    tracking.queue.grant(handlers.system, 'sqs:GetQueueAttributes')
    tracking.deadLetters.grant(handlers.system, 'sqs:GetQueueAttributes')

    this.handlers = handlers
    this.gateway = new Gateway(this, 'Gateway', config, handlers)
  }
}
