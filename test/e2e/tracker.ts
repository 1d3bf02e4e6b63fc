import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { adminPassword } from './client.ts'
import { borrowTracker, deployedUrl } from './deployed.ts'

const entry = fileURLToPath(new URL('../../bin/local.ts', import.meta.url))

/** A local stack in a process of its own, as `npm start` starts it. */
export interface RunningTracker {
  url: string
  process: ChildProcess
  /** What it has written so far, to standard output and standard error. */
  output: () => string
  /** Ends it as Ctrl-C does; the exit code. */
  stop: () => Promise<number | null>
}

const startLocalTracker = async (environment: Record<string, string>): Promise<RunningTracker> => {
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, PORT: '0', DATA_DIR: 'memory', ADMIN_PASSWORD: adminPassword, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const ready = /^ready (http:\S+)$/m.exec(output)
      if (ready) resolve(ready[1]!)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    exited.then(() => reject(new Error(`the tracker ended before it was ready:\n${output}`)), reject)
  })
  return {
    url,
    process: child,
    output: () => output,
    stop: async () => {
      child.kill('SIGINT')
      const [code] = await exited
      return code as number | null
    },
  }
}

/**
 * Starts a local stack on a free port, in memory unless told otherwise, and waits until it serves; or takes the deployed
 * one, whose settings are its own.
 */
export const startTracker = (environment: Record<string, string> = {}): Promise<RunningTracker> =>
  deployedUrl === undefined ? startLocalTracker(environment) : borrowTracker(deployedUrl, environment)
