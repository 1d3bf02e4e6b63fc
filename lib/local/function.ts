import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { type Environment, type FunctionSettings, InvocationError, startEnvironment } from './environment.ts'
import { type Log, report } from './log.ts'

/** The largest event or result, in bytes, of a synchronous invocation on Lambda. */
const maxPayloadBytes = 6_291_556

/** A deployed function. */
export interface LocalFunction {
  name: string
  arn: string
  concurrency: number
  /**
   * Runs the function on an event and gives its result as JSON text. Throws `InvocationError`, which has then been
   * logged. Waits for its turn while all environments are busy.
   */
  invoke: (event: unknown) => Promise<string>
  /** Lets the invocations under way finish for at most `graceMs`, refuses all others, then ends the environments. */
  stop: (graceMs: number) => Promise<void>
}

const limited = (payload: string, what: string): string => {
  if (Buffer.byteLength(payload) <= maxPayloadBytes) return payload
  throw new InvocationError('Function.SizeTooLarge', `${what} payload size exceeded ${maxPayloadBytes} bytes`)
}

/**
 * Runs a function as Lambda does: an environment handles one invocation at a time and is used again while it lives; a
 * new one is made when all are busy, up to the function's concurrency.
 */
export const createFunction = (settings: FunctionSettings, arn: string, log: Log): LocalFunction => {
  const { name, concurrency } = settings
  const environments = new Set<Environment>()
  const idle: Environment[] = []
  const waiting: PromiseWithResolvers<void>[] = []
  let running = 0
  let idleAgain = Promise.withResolvers<void>()
  let stopping = false

  const take = async (): Promise<void> => {
    if (stopping) throw new InvocationError('Stopping', 'The local stack is stopping')
    if (running === concurrency) {
      const turn = Promise.withResolvers<void>()
      waiting.push(turn)
      await turn.promise
    } else {
      running += 1
    }
  }
  const release = (): void => {
    const turn = waiting.shift()
    if (turn) turn.resolve()
    else running -= 1
    if (running === 0) idleAgain.resolve()
  }

  const start = (): Environment => {
    const environment = startEnvironment(settings, log)
    environments.add(environment)
    return environment
  }
  const environment = (): Environment => {
    for (let candidate = idle.pop(); candidate; candidate = idle.pop()) {
      if (candidate.alive()) return candidate
      environments.delete(candidate)
    }
    return start()
  }
  const keep = (used: Environment): void => {
    if (used.alive()) idle.push(used)
    else environments.delete(used)
  }

  const run = async (event: string, requestId: string): Promise<string> => {
    await take()
    try {
      const used = environment()
      try {
        return await used.invoke(event, requestId)
      } finally {
        keep(used)
      }
    } finally {
      release()
    }
  }

  return {
    name,
    arn,
    concurrency,
    invoke: async (event) => {
      const requestId = randomUUID()
      try {
        return limited(await run(limited(JSON.stringify(event), 'Request'), requestId), 'Response')
      } catch (error) {
        const { type, message, trace } = error as InvocationError
        report(log, 'ERROR', 'invocation failed', { function: name, requestId, error: { type, message, trace } })
        throw error
      }
    },
    stop: async (graceMs) => {
      stopping = true
      for (const turn of waiting.splice(0)) turn.reject(new InvocationError('Stopping', 'The local stack is stopping'))
      if (running > 0) {
        const grace = new AbortController()
        idleAgain = Promise.withResolvers()
        await Promise.race([idleAgain.promise, after(graceMs, undefined, { signal: grace.signal })])
        grace.abort()
      }
      await Promise.all([...environments].map((environment) => environment.terminate()))
    },
  }
}
