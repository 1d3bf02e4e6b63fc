import type { AccessControl } from '../access/access.ts'
import { sqsAccesses } from '../access/calls.ts'
import type { LocalFunction } from '../functions/function.ts'
import { queueArn, queueUrl } from '../references.ts'
import { type References, reader, resourcesOf, type Template } from '../template.ts'
import type { EventSource } from './event-source.ts'

interface Around {
  functions: readonly LocalFunction[]
  sqsUrl: string
  refusal: AccessControl['refusal']
}

/** What Lambda does with a queue under the role of the function that it polls for; it makes no mapping that cannot. */
const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']

/**
 * Reads the template's enabled SQS event source mappings. Throws for one from anything else, to no known function, or to
 * one whose role may not poll the queue.
 */
export const eventSourcesOf = (
  template: Template,
  references: References,
  { functions, sqsUrl, refusal }: Around,
): EventSource[] =>
  resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(([id]) => {
    const read = reader(template, id, references)
    if (read<boolean>('Enabled') === false) return []
    const arn = read<string>('EventSourceArn') ?? ''
    const queue = arn.split(':').at(-1) ?? ''
    const target = functions.find((candidate) => [candidate.name, candidate.arn].includes(read('FunctionName') ?? ''))
    if (arn !== queueArn(queue) || !target) throw new Error(`${id}: only mappings from a queue to a function are known`)
    for (const operation of polling) {
      for (const access of sqsAccesses(operation, { QueueName: queue })) {
        const refused = refusal(target.principal, access)
        if (refused) throw new Error(`${id}: AWS would not make this mapping. ${refused}`)
      }
    }
    const scaling = read<number>('ScalingConfig.MaximumConcurrency') ?? target.concurrency
    return [
      {
        queue: { name: queue, arn, url: queueUrl(sqsUrl, queue) },
        function: target,
        batchSize: read<number>('BatchSize') ?? 10,
        windowMs: (read<number>('MaximumBatchingWindowInSeconds') ?? 0) * 1_000,
        concurrency: Math.min(scaling, target.concurrency),
        reportsFailures: read<string[]>('FunctionResponseTypes')?.includes('ReportBatchItemFailures') ?? false,
      },
    ]
  })
