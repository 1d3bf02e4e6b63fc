import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type ApiFunction, routes } from '../shared/api/routes.ts'
import type { Config } from './config.ts'

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
          allowHeaders: ['authorization', 'content-type', 'if-none-match', 'x-api-key', 'x-request-id', 'x-user-agent'],
          exposeHeaders: ['allow', 'etag', 'link', 'location', 'retry-after', 'x-request-id'],
          maxAge: Duration.hours(1),
        },
      }

// Requests per second to each route that has no throttle of its own, and what may come at once. No flood may run up a bill or
// take all of a new account's ten concurrent executions for long.
const throttle = { rateLimit: 10, burstLimit: 50 }

interface Throttle {
  ThrottlingRateLimit: number
  ThrottlingBurstLimit: number
}

const throttled = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number): Throttle => ({
  ThrottlingRateLimit,
  ThrottlingBurstLimit,
})

// What costs more than the others, or is open to everybody: half a megabyte of a page's script, four stores that are asked,
// all players that are read. A person who opens the page takes four of these at once.
const ownThrottles: Record<string, Throttle> = {
  'GET /openapi.json': throttled(1, 10),
  'GET /docs': throttled(2, 10),
  'GET /docs/{file}': throttled(1, 20),
  'GET /': throttled(5, 20),
  'GET /app/{path+}': throttled(5, 20),
  'GET /assets/{file}': throttled(5, 40),
  'GET /health': throttled(5, 10),
  'GET /ready': throttled(2, 5),
  'GET /.well-known/jwks.json': throttled(5, 10),
  'GET /system/status': throttled(1, 5),
  'GET /leaderboard': throttled(2, 10),
  'GET /overview': throttled(2, 10),
  'GET /milestones': throttled(2, 10),
  'GET /players/{username}/export': throttled(2, 10),
  $default: throttled(5, 10),
}

/** A route's own throttle; undefined for that of the stage. */
const throttleOf = (method: string, path: string): Throttle | undefined => {
  // A password takes a function a third of a second of hard work.
  if (path.startsWith('/auth/')) return throttled(5, 10)
  // Each test is a message to somebody else.
  if (path.startsWith('/webhooks')) return throttled(1, 10)
  if (method === 'HEAD') return throttled(1, 5)
  // Open to whoever guesses at a secret; a page takes three or four of them at once, and a forum shows some images.
  if (path.startsWith('/s/')) return throttled(1, 20)
  // As many as Wise Old Man itself lets through for a key, and a bot that answers several at once.
  if (path.startsWith('/wom/')) return throttled(2, 20)
  return ownThrottles[`${method} ${path}`] ?? (method === 'GET' ? undefined : throttled(5, 20))
}

/**
 * One line per request, under the names that the functions' own logs have. Nothing in it that a client chooses: the gateway
 * does not escape it, and the functions log the path.
 */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    message: 'access',
    timestamp: '$context.requestTimeEpoch',
    gatewayRequestId: '$context.requestId',
    sourceIp: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    route: '$context.routeKey',
    status: '$context.status',
    durationMs: '$context.responseLatency',
    functionMs: '$context.integrationLatency',
    bytes: '$context.responseLength',
    error: '$context.error.message',
    functionError: '$context.integrationErrorMessage',
  }),
)

/** The HTTPS API: one route per entry of the route table, each to its function. */
export class Gateway extends Construct {
  readonly api: HttpApi

  constructor(scope: Construct, id: string, config: Config, handlers: Record<ApiFunction, LambdaFunction>) {
    super(scope, id)
    this.api = new HttpApi(this, 'Http', {
      apiName: `hiscore-ledger-${config.stage}`,
      createDefaultStage: false,
      ...cors(config),
    })
    const integrations = Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        new HttpLambdaIntegration(name, handler, { scopePermissionToRoute: false }),
      ]),
    ) as Record<ApiFunction, HttpLambdaIntegration>
    const made = apiRoutes().map(({ method, path, name }) => {
      const routeKey = HttpRouteKey.with(path, HttpMethod[method])
      return new HttpRoute(this, `${method} ${path}`, {
        httpApi: this.api,
        routeKey,
        integration: integrations[name],
      })
    })
    const fallback = new HttpRoute(this, '$default', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrations[routes.$default.function],
    })
    // The integration's own permission is for `stage/method/path`; for this route API Gateway presents one segment less, and
    // without its permission every unknown path is a 500.
    handlers[routes.$default.function].addPermission('DefaultRoute', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.apiId,
        resourceName: '$default/$default',
      }),
    })
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'Each function checks the token of each route that is not public, with the session behind it.',
    })

    const stage = this.#stage(config)
    const settings = stage.node.defaultChild as CfnStage
    settings.routeSettings = Object.fromEntries([
      ...apiRoutes().flatMap(({ method, path }): [string, Throttle][] => {
        const own = throttleOf(method, path)
        return own ? [[`${method} ${path}`, own]] : []
      }),
      ['$default', ownThrottles.$default!],
    ])
    // A stage takes settings only for routes that are there.
    stage.node.addDependency(...made, fallback)
  }

  #stage(config: Config): HttpStage {
    const log = new LogGroup(this, 'AccessLog', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const domain = config.customDomain && this.#domain(config.customDomain)
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLog },
      ...(domain && { domainMapping: { domainName: domain } }),
    })
    new CfnOutput(this, 'StageUrl', { key: 'Url', value: stage.url, description: 'Where the API answers' })
    return stage
  }

  #domain({ name, certificateArn }: NonNullable<Config['customDomain']>): DomainName {
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn)
    const domain = new DomainName(this, 'Domain', {
      domainName: name,
      certificate,
      securityPolicy: SecurityPolicy.TLS_1_2,
    })
    new CfnOutput(this, 'DomainTarget', {
      key: 'DomainTarget',
      value: domain.regionalDomainName,
      description: `What the CNAME record of ${name} must point to`,
    })
    return domain
  }
}
