import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const tier = (name: string, timeoutSeconds: number, exclude: string[] = []) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    exclude,
    testTimeout: timeoutSeconds * 1_000,
    hookTimeout: timeoutSeconds * 1_000,
    // What functions log when a test calls them would bury what the tests say.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
  },
})

// A deployed tracker answers from further away, takes what it is asked once a minute, and is one for all files.
const isDeployed = process.env.API_URL !== undefined

// These look inside a stack of their own, or kill it.
const localOnly = ['test/e2e/local/**']

export default defineConfig({
  test: {
    root,
    fileParallelism: !isDeployed,
    // Most of the time of a test that starts a stack is waiting; a worker less than processors, the default, is one on CI.
    // And no more than four: each takes up to 2 GB, and containers see processors that they may not use.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
    projects: [
      // Some minutes' worth of patience: a machine that does other things beside this takes three times as long for all of it.
      tier('unit', 60),
      tier('integration', 90),
      isDeployed
        ? tier('e2e', 240, localOnly)
        : {
            test: {
              ...tier('e2e', 180).test,
              // In this process and the stacks that it runs itself, not in programs of their own nor in the tests of passwords.
              setupFiles: 'test/e2e/quick-scrypt.cjs',
              globalSetup: 'test/e2e/setup.ts',
            },
          },
      // One tracker serves all of them.
      { test: { ...tier('browser', 120).test, globalSetup: 'test/browser/setup.ts' } },
    ],
  },
})
