import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { expect, vi } from 'vitest'
import { ledger as run } from '../lib/operator/ledger.ts'

const script = fileURLToPath(new URL('../bin/ledger.ts', import.meta.url))

/** How a command line ended: its exit code, and what it wrote to standard output and standard error. */
export interface Ended {
  code: number | null
  out: string
  error: string
}

interface Options {
  input?: string
  env?: Record<string, string>
}

// Without AWS in the environment, unless it is given.
const environment = (dataDir: string, env: Record<string, string>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: dataDir,
  DATA_DIR: dataDir,
  AWS_EC2_METADATA_DISABLED: 'true',
  ...env,
})

/**
 * Runs `ledger` as a person would, on the local stack that keeps its data in `dataDir`, in a process of its own, and never
 * with a stack trace.
 */
export const ledgerProgram = async (
  dataDir: string,
  args: string[],
  { input = '', env = {} }: Options = {},
): Promise<Ended> => {
  const child = spawn(process.execPath, [script, ...args], { env: environment(dataDir, env) })
  child.stdin.end(input)
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  expect(error).not.toMatch(/^\s+at /m)
  return { code, out, error }
}

/** The same in this process, without the second that a program takes to start. One at a time. */
export const ledger = async (
  dataDir: string,
  args: string[],
  { input = '', env = {} }: Options = {},
): Promise<Ended> => {
  const said = { out: '', error: '' }
  const into = (stream: keyof typeof said) => ({
    write: (chunk: unknown) => {
      said[stream] += chunk
      return true
    },
    log: (...what: unknown[]) => {
      said[stream] += `${format(...what)}\n`
    },
  })
  const [out, error] = [into('out'), into('error')]
  const mocks = [
    vi.spyOn(process.stdout, 'write').mockImplementation(out.write),
    vi.spyOn(process.stderr, 'write').mockImplementation(error.write),
    vi.spyOn(console, 'log').mockImplementation(out.log),
    vi.spyOn(console, 'error').mockImplementation(error.log),
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(input)]) as typeof process.stdin),
  ]
  const { env: own } = process
  process.env = environment(dataDir, env)
  try {
    return { code: await run(args), ...said }
  } finally {
    process.env = own
    for (const mock of mocks) mock.mockRestore()
  }
}
