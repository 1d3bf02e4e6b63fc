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

export default defineConfig({
  test: {
    root,
    projects: [tier('unit', 20), tier('integration', 30), tier('e2e', 60)],
  },
})
