import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { bundleFunctions, type FunctionName } from './bundles.ts'
import type { Config } from './config.ts'

interface Settings {
  description: string
  timeout: Duration
  /** Lambda gives CPU with memory: with less than the 512 MB of the others cold starts are longer. */
  memoryMb?: number
  environment: Record<string, string>
}

// Each stage in the account has a place of its own.
export const metricsNamespace = (stage: string): string => `HiscoreLedger/${stage}`

/** A metric that a function of a stage writes. */
export const ownMetric = (stage: string, service: FunctionName, metricName: string, options: MetricOptions): Metric =>
  new Metric({ namespace: metricsNamespace(stage), metricName, dimensionsMap: { service }, ...options })

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

// Tests start many stacks of one code, which takes half the time with one folder of bundles for all of them.
const madeBefore = process.env.FUNCTION_BUNDLES || undefined

/** Makes Lambda functions from the bundles, all alike but for their settings. */
export class Functions extends Construct {
  readonly #config: Config
  readonly #bundles: string

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id)
    this.#config = config
    this.#bundles = madeBefore ?? bundleFunctions()
    Validations.of(this).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason: 'The API waits, the queue has its dead letters; of a tick that failed the next one is the retry.',
    })
    if (config.tracing) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray knows no resources to write traces to.',
      })
    } else {
      Validations.of(this).acknowledge({
        id: 'Serverless::Serverless-LambdaTracing',
        reason: 'Tracing costs money and is an option of the stage.',
      })
    }
  }

  make(name: FunctionName, { description, timeout, memoryMb = 512, environment }: Settings): LambdaFunction {
    const { stage, tracing, logRetentionDays } = this.#config
    const logGroup = new LogGroup(this, `${title(name)}Log`, {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Lambda's ready-made policy would let each function write to every log of the account.
    const role = new Role(this, `${title(name)}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    return new LambdaFunction(this, title(name), {
      description,
      timeout,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      handler: 'index.handler',
      code: Code.fromAsset(join(this.#bundles, name)),
      environment: {
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(stage),
        ...environment,
      },
      role,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The functions write a line about each request and each fetch; Lambda's own would double the log.
      systemLogLevelV2: SystemLogLevel.WARN,
    })
  }

  /** Removes the bundles' folder, unless others use it as well; the assembly has its own copies by then. */
  close(): void {
    if (this.#bundles !== madeBefore) rmSync(this.#bundles, { recursive: true, force: true })
  }
}
