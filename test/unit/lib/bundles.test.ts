import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions, type FunctionName } from '../../../lib/bundles.ts'
import { performancePaper } from '../../bench/performance-paper.ts'

// What is reached, rounded up to 5 KB: every kilobyte is loaded at every cold start.
const mostKilobytes: Record<FunctionName, number> = {
  // With the 28 KB of the most common passwords.
  auth: 338,
  // Whoever stores states or reads charts has the quarters of days, a kilobyte, and who keeps records their trail, three.
  players: 442,
  stats: 292,
  // With the journal of the boards, and the quarters.
  history: 352,
  system: 312,
  web: 42,
  share: 355,
  wom: 409,
  // With what tells milestones, for histories that are older than these, and counts players for the status. It keeps the boards, with
  // a journal and lists of which only what has changed is written.
  schedule: 346,
  // With the webhooks that follow players to other names, where it finishes a move that was cut short.
  fetch: 387,
  deliver: 246,
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
  it('makes them as large as docs/performance.md tells, to a hundredth, which npm run performance writes', () => {
    const [, table = ''] = performancePaper().split(/^\| bundle, minified .*$/m)
    const told = new Map(
      [...table.matchAll(/^\| (\w+) +\| +(\d+) \|$/gm)].map(([, name, size]) => [name, Number(size)]),
    )
    for (const name of Object.keys(mostKilobytes)) {
      const { size } = statSync(join(bundles, name, 'index.js'))
      expect(Math.abs(told.get(name)! - size / 1_000), name).toBeLessThanOrEqual(Math.max(1, size / 100_000))
    }
  })
})
