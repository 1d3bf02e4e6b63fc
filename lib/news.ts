import { Duration, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { Functions } from './functions.ts'
import type { Storage } from './storage.ts'

/** The function that tells webhooks the news, which alone may read where they are; others may ask it to. */
export class News extends Construct {
  readonly deliver: LambdaFunction

  constructor(scope: Construct, id: string, storage: Storage, functions: Functions) {
    super(scope, id)
    this.deliver = functions.make('deliver', {
      description: 'Tells webhooks what there is to tell',
      timeout: Duration.seconds(55),
      // It mostly waits for the answers of others.
      memoryMb: 256,
      environment: {
        TRACKER_TABLE: storage.tracker.tableName,
        AUTH_TABLE: storage.auth.tableName,
        // The local stack may say where all goes instead.
        WEBHOOK_URL: '',
      },
    })
    storage.grantDelivery(this.deliver)
    // The next tick is the retry, and by then there may be more to tell.
    this.deliver.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) })
    Validations.of(this.deliver).acknowledge({
      id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
      reason: 'News stay in the outbox until they have been told.',
    })
  }

  /** Lets a function ask for news to be told. */
  grantAsking(asking: LambdaFunction): void {
    asking.addEnvironment('DELIVER_FUNCTION', this.deliver.functionName)
    // The CDK's own grant allows all versions of the function besides, of which there are none.
    asking.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.deliver.functionArn] }),
    )
  }
}
