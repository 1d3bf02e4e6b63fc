import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import type { Assembly } from '../synthesize.ts'
import type { Log } from './log.ts'

/** What the process is sent. */
export interface Order {
  config: Config
  outdir: string
}

/** What it sends back. */
export type Synthesis = { assembly: Assembly } | { error: string }

/**
 * Synthesizes as `synthesize` does, in a process that ends with it: the CDK takes some 200 MB, which the local stack would keep for
 * as long as it runs. `log` takes what it writes. Throws with the message of what that throws.
 */
export const synthesizeApart = async (config: Config, outdir: string, log: Log): Promise<Assembly> => {
  const { promise, resolve, reject } = Promise.withResolvers<Synthesis>()
  // With streams of its own: who shares ours makes them wait for whoever reads them.
  const child = fork(new URL('./synthesis-process.ts', import.meta.url), {
    execArgv: [],
    serialization: 'advanced',
    silent: true,
  })
  for (const input of [child.stdout!, child.stderr!]) createInterface({ input }).on('line', log)
  child.once('message', resolve)
  child.once('error', reject)
  child.once('exit', (code, signal) => reject(new Error(`The synthesis of the stack ended with ${signal ?? code}.`)))
  child.send({ config, outdir } satisfies Order)
  const synthesis = await promise
  if ('error' in synthesis) throw new Error(synthesis.error)
  return synthesis.assembly
}
