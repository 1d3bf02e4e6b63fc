import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const tier = (name: string, timeoutSeconds: number) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1_000,
    hookTimeout: timeoutSeconds * 1_000,
  },
})

// A deployed tracker answers from further away, takes what it is asked once a minute, and is one for all files.
const isDeployed = process.env.API_URL !== undefined

export default defineConfig({
  test: {
    root,
    fileParallelism: !isDeployed,
    projects: [tier('unit', 20), tier('integration', 30), tier('e2e', isDeployed ? 240 : 60)],
  },
})
