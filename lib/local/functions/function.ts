import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Principal } from '../access/roles.ts'
import { type Log, report } from '../log.ts'
import { type Environment, type FunctionSettings, InvocationError, startEnvironment } from './environment.ts'

/** The largest event or result, in bytes, of a synchronous invocation on Lambda. */
const maxPayloadBytes = 6_291_556

/** A deployed function. */
export interface LocalFunction {
  name: string
  arn: string
  /** Whom its calls come from. */
  principal: Principal
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
 * new one is made when all are busy, up to the function's concurrency. They are made one after another, though, since all
 * share this machine, and whoever waits for one takes another that is free sooner.
 */
export const createFunction = (
  settings: FunctionSettings,
  arn: string,
  principal: Principal,
  log: Log,
): LocalFunction => {
  const { name, concurrency } = settings
  const environments = new Set<Environment>()
  const idle: Environment[] = []
  const waiting: PromiseWithResolvers<Environment>[] = []
  let running = 0
  let loading = false
  let idleAgain = Promise.withResolvers<void>()
  let stopping = false

  const offer = (environment: Environment): void => {
    const turn = waiting.shift()
    if (!turn) return void idle.push(environment)
    running += 1
    turn.resolve(environment)
  }
  const grow = (): void => {
    if (loading || stopping || waiting.length === 0 || environments.size === concurrency) return
    loading = true
    const environment = startEnvironment(settings, log)
    environments.add(environment)
    void environment.settled.then(() => {
      loading = false
      offer(environment)
      grow()
    })
  }
  const acquire = async (): Promise<Environment> => {
    if (stopping) throw new InvocationError('Stopping', 'The local stack is stopping')
    for (let candidate = idle.pop(); candidate; candidate = idle.pop()) {
      if (candidate.alive()) {
        running += 1
        return candidate
      }
      environments.delete(candidate)
    }
    const turn = Promise.withResolvers<Environment>()
    waiting.push(turn)
    grow()
    return turn.promise
  }
  const release = (environment: Environment): void => {
    running -= 1
    if (environment.alive()) offer(environment)
    else environments.delete(environment)
    grow()
    if (running === 0) idleAgain.resolve()
  }

  const run = async (event: string, requestId: string): Promise<string> => {
    const environment = await acquire()
    try {
      return await environment.invoke(event, requestId)
    } finally {
      release(environment)
    }
  }

  return {
    name,
    arn,
    principal,
    concurrency,
    invoke: async (event) => {
      const requestId = randomUUID()
      try {
        return limited(await run(limited(JSON.stringify(event), 'Request'), requestId), 'Response')
      } catch (error) {
        const { type, message, trace } = error as InvocationError
        // What is broken off by stopping has not failed.
        const level = type === 'Stopping' ? 'INFO' : 'ERROR'
        report(log, level, 'invocation failed', { function: name, requestId, error: { type, message, trace } })
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
