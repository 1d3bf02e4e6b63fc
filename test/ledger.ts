import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const script = fileURLToPath(new URL('../bin/ledger.ts', import.meta.url))

/** How a command line ended: its exit code, and what it wrote to standard output and standard error. */
export interface Ended {
  code: number | null
  out: string
  error: string
}

/**
 * Runs `ledger` as a person would, on the local stack that keeps its data in `dataDir`, without AWS in the environment
 * unless it is given, and never with a stack trace.
 */
export const ledger = async (
  dataDir: string,
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Ended> => {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: dataDir, DATA_DIR: dataDir, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  })
  child.stdin.end(input)
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  expect(error).not.toMatch(/^\s+at /m)
  return { code, out, error }
}
