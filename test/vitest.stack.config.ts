import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// What `npm run test:stack` runs: minutes of work by other programs, one after another, all of it shown.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/stack/**/*.test.ts'],
    fileParallelism: false,
    bail: 1,
    testTimeout: 1_200_000,
    hookTimeout: 300_000,
    reporters: ['verbose'],
  },
})
