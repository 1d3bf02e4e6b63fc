import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { bundleFunctions, type FunctionName } from './bundles.ts'
import type { Config } from './config.ts'

interface Settings {
  description: string
  timeout: Duration
  environment: Record<string, string>
}

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** Makes Lambda functions from the bundles, all alike but for their settings. */
export class Functions extends Construct {
  readonly #config: Config
  readonly #bundles: string

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id)
    this.#config = config
    this.#bundles = bundleFunctions()
  }

  make(name: FunctionName, { description, timeout, environment }: Settings): LambdaFunction {
    return new LambdaFunction(this, title(name), {
      description,
      timeout,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Lambda gives CPU with memory: less than this makes cold starts longer than it saves.
      memorySize: 512,
      handler: 'index.handler',
      code: Code.fromAsset(join(this.#bundles, name)),
      environment: { POWERTOOLS_SERVICE_NAME: name, ...environment },
      logGroup: new LogGroup(this, `${title(name)}Log`, {
        retention: this.#config.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    })
  }

  /** Removes the bundles' folder; the assembly has its own copies by then. */
  close(): void {
    rmSync(this.#bundles, { recursive: true, force: true })
  }
}
