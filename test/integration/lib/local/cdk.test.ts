import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule as RuleSchedule, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { bundling, lean } from '../../../../lib/bundles.ts'
import { startLocalStack } from '../../../../lib/local/stack.ts'
import { Lines, temporaryFolder } from './deploy.ts'

const code = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
const client = new SQSClient({ useQueueUrlAsEndpoint: false })
export const handler = async (event) => {
  console.log(JSON.stringify(event))
  if (event.rawPath === '/send') {
    await client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: 'sent' }))
  }
  return { table: process.env.TABLE_NAME, route: event.routeKey }
}`

const synthesize = async (folder: string): Promise<string> => {
  await mkdir(join(folder, 'code'))
  const stdin = { contents: code, resolveDir: import.meta.dirname }
  await build({ ...bundling, ...lean, stdin, outfile: join(folder, 'code', 'index.js') })
  const app = new App({ outdir: join(folder, 'cdk.out') })
  const stack = new Stack(app, 'Stack')
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'SK', type: AttributeType.STRING },
    globalSecondaryIndexes: [{ indexName: 'due', partitionKey: { name: 'due', type: AttributeType.STRING } }],
  })
  const deadLetterQueue = { queue: new Queue(stack, 'Dead', { enforceSSL: true }), maxReceiveCount: 3 }
  const queue = new Queue(stack, 'Queue', { deadLetterQueue, visibilityTimeout: Duration.seconds(60) })
  const lambda = new Lambda(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(folder, 'code')),
    environment: { TABLE_NAME: table.tableName, QUEUE_URL: queue.queueUrl },
  })
  table.grant(lambda, 'dynamodb:GetItem')
  queue.grantSendMessages(lambda)
  lambda.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, maxConcurrency: 2 }))
  const integration = new HttpLambdaIntegration('Integration', lambda)
  const httpApi = new HttpApi(stack, 'Api')
  httpApi.addRoutes({ path: '/send', methods: [HttpMethod.POST], integration })
  new HttpRoute(stack, 'Default', { httpApi, routeKey: HttpRouteKey.DEFAULT, integration })
  const input = ScheduleTargetInput.fromObject({ fired: 'schedule' })
  const minute = Duration.minutes(1)
  new Schedule(stack, 'Schedule', {
    schedule: ScheduleExpression.rate(minute),
    target: new LambdaInvoke(lambda, { input }),
  })
  const event = RuleTargetInput.fromObject({ fired: 'rule' })
  new Rule(stack, 'Rule', { schedule: RuleSchedule.rate(minute), targets: [new LambdaFunction(lambda, { event })] })
  return app.synth().directory
}

it('runs what the constructs of the CDK synthesize', async () => {
  const assemblyDir = await synthesize(await temporaryFolder())
  const template = JSON.parse(await readFile(join(assemblyDir, 'Stack.template.json'), 'utf8'))
  const lines = new Lines()
  const stack = await startLocalStack({ template, assemblyDir, port: 0, tickSeconds: 60, onLog: lines.add })
  onTestFinished(() => stack.stop())

  await lines.next('"fired":"schedule"')
  await lines.next('"fired":"rule"')
  const sent = await fetch(`${stack.url}/send`, { method: 'POST' })
  expect(await sent.json()).toEqual({ table: Object.values(stack.tables)[0], route: 'POST /send' })
  expect(JSON.parse(await lines.next('"Records"')).Records).toMatchObject([{ body: 'sent' }])
  expect(await (await fetch(stack.url)).json()).toMatchObject({ route: '$default' })
})
