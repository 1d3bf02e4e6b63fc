import { CfnOutput, Duration } from 'aws-cdk-lib'
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { type ApiFunction, routes } from '../shared/http/routes.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions.ts'
import type { Storage } from './storage.ts'
import { paceEnvironment, type Tracking, tickSeconds } from './tracking.ts'

/**
 * The route table as API Gateway needs it: HEAD goes where GET goes, because otherwise it would go to `$default`, whose
 * function cannot read what others may.
 */
const apiRoutes = () =>
  Object.entries(routes).flatMap(([key, { function: name }]) => {
    const [method, path] = key.split(' ') as [keyof typeof HttpMethod, string | undefined]
    if (path === undefined) return []
    return [method, ...(method === 'GET' ? ['HEAD' as const] : [])].map((each) => ({ method: each, path, name }))
  })

/** Browsers may call the API from pages of the configured origins, and of no others. */
const cors = ({ corsOrigins }: Config): { corsPreflight: CorsPreflightOptions } | undefined =>
  corsOrigins.length === 0
    ? undefined
    : {
        corsPreflight: {
          allowOrigins: corsOrigins,
          allowMethods: [...new Set(apiRoutes().map(({ method }) => CorsHttpMethod[method]))],
          allowHeaders: ['authorization', 'content-type', 'if-none-match', 'x-request-id'],
          exposeHeaders: ['allow', 'etag', 'link', 'location', 'retry-after', 'x-request-id'],
          maxAge: Duration.hours(1),
        },
      }

/** The HTTPS API: one route per entry of the route table, each to its function. */
export class Api extends Construct {
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
        environment: {
          AUTH_TABLE: storage.auth.tableName,
          ACCESS_TOKEN_MINUTES: String(config.accessTokenMinutes),
          REFRESH_TOKEN_DAYS: String(config.refreshTokenDays),
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
    for (const name of ['players', 'stats', 'history', 'system'] as const) storage.grantSessionCheck(handlers[name])
    storage.grantTracker(
      handlers.players,
      ...['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
    )
    storage.grantTracker(handlers.stats, 'GetItem', 'BatchGetItem', 'Query')
    storage.grantTracker(handlers.history, 'GetItem', 'BatchGetItem', 'Query')
    storage.grantTracker(handlers.system, 'GetItem', 'BatchGetItem', 'Query')
    tracking.queue.grant(handlers.players, 'sqs:SendMessage', 'sqs:GetQueueAttributes')
    tracking.queue.grant(handlers.system, 'sqs:GetQueueAttributes')
    tracking.deadLetters.grant(handlers.system, 'sqs:GetQueueAttributes')

    const api = new HttpApi(this, 'Http', {
      apiName: `hiscore-ledger-${config.stage}`,
      createDefaultStage: false,
      ...cors(config),
    })
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      // No flood may run up a bill or take all of a new account's ten concurrent executions for long.
      throttle: { rateLimit: 50, burstLimit: 100 },
    })
    const integrations = Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        new HttpLambdaIntegration(name, handler, { scopePermissionToRoute: false }),
      ]),
    ) as Record<ApiFunction, HttpLambdaIntegration>
    for (const { method, path, name } of apiRoutes()) {
      new HttpRoute(this, `${method} ${path}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, HttpMethod[method]),
        integration: integrations[name],
      })
    }
    new HttpRoute(this, '$default', {
      httpApi: api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrations[routes.$default.function],
    })
    new CfnOutput(this, 'StageUrl', { key: 'Url', value: stage.url, description: 'Where the API answers' })
  }
}
