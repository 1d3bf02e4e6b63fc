import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { onTarget } from '../../lib/operator/target.ts'
import { startHiscores } from '../e2e/hiscores.ts'
import { startTracker } from '../e2e/tracker.ts'
import { ledger } from '../ledger.ts'
import { findChromium } from './chromium.ts'
import { aMonth, seed, tenYears } from './past.ts'

/** What a walk begins with. */
export interface Stage {
  chromium: string
  /** Of the tracker, of the simulated hiscores behind it. */
  url: string
  hiscoresUrl: string
  /** Where `ledger` finds the tracker. */
  dataDir: string
}

declare module 'vitest' {
  interface ProvidedContext {
    stage: Stage | undefined
  }
}

/** Names as a clan has them, and some that are words of the language that the page is written in. */
export const clan = [
  'constructor',
  'toString',
  ...Array.from({ length: 298 }, (_, index) => `Clan ${String(index + 1).padStart(3, '0')}`),
]

export const viewer = { username: 'viewer', password: 'a viewer looks on' }

/**
 * Starts one tracker for all walks, with years of history in it; its own users, hiscores and folder. Without a Chromium it says
 * so and starts nothing.
 */
export default async ({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const chromium = findChromium()
  if (chromium === undefined) {
    console.log('No Chromium is on PATH or in the usual places: the browser tier is skipped. CHROMIUM names one.')
    provide('stage', undefined)
    return undefined
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-browser-'))
  const hiscores = await startHiscores()
  const tracker = await startTracker({
    DATA_DIR: dataDir,
    HISCORES_URL: hiscores.url,
    TICK_SECONDS: '1',
    FETCH_PACE_SECONDS: '0.2',
  })
  const stop = async (): Promise<void> => {
    await tracker.stop()
    await hiscores.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const added = await ledger(dataDir, ['users', 'add', viewer.username, '--role', 'viewer', '--password-stdin'], {
      input: `${viewer.password}\n`,
    })
    if (added.code !== 0) throw new Error(added.error)
    process.env.DATA_DIR = dataDir
    const now = Date.now()
    await onTarget({}, ({ tracker: table }) =>
      seed(table, [tenYears('Old Timer', now), ...clan.map((name) => aMonth(name, now))]),
    )
  } catch (error) {
    await stop()
    throw error
  }
  provide('stage', { chromium, url: tracker.url, hiscoresUrl: hiscores.url, dataDir })
  return stop
}
