import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { Log } from '../log.ts'
import { accountId, functionArn, region } from '../references.ts'

/** A function as the template describes it. */
export interface FunctionSettings {
  name: string
  /** The folder with the code. */
  directory: string
  /** `file.export`. */
  handler: string
  /** The ARN of the role that it acts under. */
  role: string | undefined
  variables: Record<string, string>
  timeoutMs: number
  memoryMb: number
  /** How many environments there may be at once. */
  concurrency: number
}

/** What a worker is given when it starts. */
export interface Bootstrap {
  directory: string
  handler: string
  context: Record<string, string>
}

/** What a worker is given to do. Events and results cross as JSON text, as on AWS. */
export interface Invocation {
  event: string
  requestId: string
  /** Milliseconds since 1970. */
  deadline: number
}

export type Outcome = { payload: string } | { error: { type: string; message: string; trace: string[] } }

/** An invocation that gave no result: the handler threw, ran out of time, or took its environment down. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError'
  readonly type: string
  readonly trace: string[]

  constructor(type: string, message: string, trace: string[] = []) {
    super(message)
    this.type = type
    this.trace = trace
  }
}

/** One execution environment: a worker thread that has loaded the function. */
export interface Environment {
  /** Runs one invocation; the caller never runs two at once. Throws `InvocationError`. */
  invoke: (event: string, requestId: string) => Promise<string>
  /** Resolves when it has loaded the function, or failed to, which its invocations then tell. */
  settled: Promise<unknown>
  /** False once it has crashed, overrun or been terminated: it must not be used again. */
  alive: () => boolean
  terminate: () => Promise<void>
}

/** How long Lambda lets a function load before the invocation's own time starts to run. */
const initMs = 10_000

const lambdaVariables = ({ name, memoryMb, handler, directory }: FunctionSettings): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  LAMBDA_TASK_ROOT: directory,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  _HANDLER: handler,
})

const bootstrap = (settings: FunctionSettings): Bootstrap => ({
  directory: settings.directory,
  handler: settings.handler,
  context: {
    functionName: settings.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(settings.name),
    memoryLimitInMB: String(settings.memoryMb),
    logGroupName: `/aws/lambda/${settings.name}`,
    logStreamName: 'local',
    accountId,
  },
})

const failure = (error: unknown): InvocationError =>
  error instanceof Error
    ? new InvocationError(error.name, error.message, error.stack?.split('\n'))
    : new InvocationError('Error', String(error))

/**
 * Starts an environment. The worker sees no variable of this process, only Lambda's and the function's own. It is
 * terminated when an invocation overruns, which ends a busy loop too.
 */
export const startEnvironment = (settings: FunctionSettings, log: Log): Environment => {
  const worker = new Worker(new URL('./bootstrap.ts', import.meta.url), {
    name: settings.name,
    workerData: bootstrap(settings),
    env: { ...lambdaVariables(settings), ...settings.variables },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb, maxYoungGenerationSizeMb: 16 },
  })
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', log)

  let alive = true
  let next = Promise.withResolvers<Outcome>()
  // Nobody waits for the answer of an idle environment; its failure must not count as unhandled.
  next.promise.catch(() => undefined)
  const lose = (error: InvocationError): void => {
    alive = false
    next.reject(error)
  }
  worker.on('message', (outcome: Outcome) => next.resolve(outcome))
  worker.on('error', (error) => lose(failure(error)))
  worker.on('exit', (code) =>
    lose(new InvocationError('Runtime.ExitError', `Runtime exited with error: exit status ${code}`)),
  )

  const answer = async (limitMs: number, overrun: string): Promise<Outcome> => {
    const timer = setTimeout(() => {
      lose(new InvocationError('Sandbox.Timedout', overrun))
      void worker.terminate()
    }, limitMs)
    try {
      return await next.promise
    } finally {
      clearTimeout(timer)
    }
  }

  const loaded = answer(initMs, `Init took longer than ${initMs / 1000} seconds`)
  return {
    settled: loaded.catch(() => undefined),
    invoke: async (event, requestId) => {
      await loaded
      next = Promise.withResolvers()
      worker.postMessage({ event, requestId, deadline: Date.now() + settings.timeoutMs } satisfies Invocation)
      const outcome = await answer(
        settings.timeoutMs,
        `Task timed out after ${(settings.timeoutMs / 1000).toFixed(2)} seconds`,
      )
      if ('payload' in outcome) return outcome.payload
      throw new InvocationError(outcome.error.type, outcome.error.message, outcome.error.trace)
    },
    alive: () => alive,
    terminate: async () => {
      alive = false
      await worker.terminate()
    },
  }
}
