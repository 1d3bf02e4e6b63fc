import { parseArgs } from 'node:util'
import { SQSClient, SQSServiceException } from '@aws-sdk/client-sqs'
import { type DeadLetters, discard, listDeadLetters, redrive } from '../lib/operator/dead-letters.ts'
import { localConnection, reasonOf, runningStack, UnreachableError } from '../lib/operator/stack-file.ts'

const help = `Usage: npm run dead-letters -- COMMAND [options]

  list      shows the messages that crashed their function too often, or that nobody understands
  redrive   puts them back into the fetch queue
  discard   deletes them

Which queues:
  --queue URL --dead-letters URL   those of a deployed stack, by its outputs FetchQueue and DeadLetters,
                                   with AWS credentials and region from the environment
  otherwise                        those of the local stack that is running (DATA_DIR, default .local)`

const commands: Record<string, (queues: DeadLetters) => Promise<string>> = {
  list: async (queues) => {
    const letters = await listDeadLetters(queues)
    const lines = letters.map(({ body, sentAt, received }) => `${sentAt.toISOString()}  ${received} times  ${body}`)
    return [...lines, `${letters.length} in all.`].join('\n')
  },
  redrive: async (queues) => `${await redrive(queues)} put back into the fetch queue.`,
  discard: async (queues) => `${await discard(queues)} deleted.`,
}

const read = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, queue: { type: 'string' }, 'dead-letters': { type: 'string' } },
  })

const queuesOf = ({ queue, 'dead-letters': deadLetters }: ReturnType<typeof read>['values']): DeadLetters => {
  const common = { useQueueUrlAsEndpoint: false }
  if (queue !== undefined && deadLetters !== undefined) {
    return { client: new SQSClient(common), fetchQueue: queue, deadLetters }
  }
  const stack = runningStack(process.env.DATA_DIR || '.local', '--queue and --dead-letters')
  return { ...stack, client: new SQSClient({ ...common, ...localConnection, endpoint: stack.sqsUrl }) }
}

/** Runs one command line. Returns the exit code: 0 done, 1 it could not be done, 2 it was not understood. */
const run = async (args: string[]): Promise<number> => {
  let options: ReturnType<typeof read>
  try {
    options = read(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`)
    return 2
  }
  const { values, positionals } = options
  const [name = '', ...rest] = positionals
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const half = (values.queue === undefined) !== (values['dead-letters'] === undefined)
  if (values.help || !command || rest.length > 0 || half) {
    console[values.help ? 'log' : 'error'](help)
    return values.help ? 0 : 2
  }
  try {
    console.log(await command(queuesOf(values)))
    return 0
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const refused = error instanceof SQSServiceException ? `SQS refused: ${error.message}` : reasonOf(error)
    const message = error instanceof UnreachableError ? error.message : refused
    if (message === undefined) throw error
    console.error(message)
    return 1
  }
}

process.exitCode = await run(process.argv.slice(2))
