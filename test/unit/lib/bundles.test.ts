import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, type FunctionName } from '../../../lib/bundles.ts'

// What is reached, rounded up to 5 KB: every kilobyte is loaded at every cold start.
const mostKilobytes: Record<FunctionName, number> = {
  // With the 28 KB of the most common passwords.
  auth: 345,
  players: 440,
  stats: 300,
  history: 355,
  system: 320,
  web: 45,
  share: 360,
  wom: 405,
  schedule: 320,
  fetch: 385,
  deliver: 255,
}

describe('bundleFunctions', () => {
  let bundles: string

  beforeAll(() => {
    bundles = bundleFunctions()
  })
  afterAll(() => rmSync(bundles, { recursive: true, force: true }))

  it.each(Object.entries(mostKilobytes))('makes %s no larger than %i KB', (name, kilobytes) => {
    const { size } = statSync(join(bundles, name, 'index.js'))
    expect(size / 1_000).toBeLessThanOrEqual(kilobytes)
  })
})
