import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, type FunctionName } from '../../../lib/bundles.ts'

// What is reached, rounded up to 5 KB: every kilobyte is loaded at every cold start.
const mostKilobytes: Record<FunctionName, number> = {
  // With the 28 KB of the most common passwords.
  auth: 375,
  players: 467,
  stats: 326,
  history: 372,
  system: 345,
  web: 45,
  share: 382,
  wom: 432,
  // With what tells milestones, for histories that are older than these.
  schedule: 346,
  // With the webhooks that follow players to other names, where it finishes a move that was cut short.
  fetch: 410,
  deliver: 279,
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
