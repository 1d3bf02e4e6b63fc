import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'

/** A program of this project in a process of its own. */
export interface Program {
  /** The address that it has told. */
  url: string
  process: ChildProcess
  /** What it has written so far, to standard output and standard error. */
  output: () => string
  /** Ends it as Ctrl-C does; the exit code. */
  stop: () => Promise<number | null>
}

/** Starts a command and waits for the line with which it tells its address: `word http://...`. */
export const startProgram = async (
  [command, ...args]: [string, ...string[]],
  word: string,
  environment: Record<string, string> = {},
): Promise<Program> => {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  const told = new RegExp(`^${word} (http:\\S+)$`, 'm')
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = told.exec(output)?.[1]
      if (address) resolve(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    exited.then(() => reject(new Error(`${command} ${args.join(' ')} ended before it was ready:\n${output}`)), reject)
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

/** Lets a program go first on a machine that is busy with other tests, where that is allowed (it is to root). */
export const hurry = ({ process: { pid } }: Pick<Program, 'process'>): void => {
  try {
    setPriority(pid!, -10)
  } catch {
    // Then it takes its turn like everybody else.
  }
}
