import type { TestProject } from 'vitest/node'
import { ledger } from '../ledger.ts'
import { findChromium, launchForAll } from './chromium.ts'
import { aMonth, tenYears } from './past.ts'
import { type Stage, startStage } from './stage.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a walk begins with, and the address of the browser for all of them; undefined where there is no Chromium. */
    stage: (Omit<Stage, 'stop'> & { browser: string }) | undefined
  }
}

/** Names as a clan has them, and some that are words of the language that the page is written in. */
const clan = [
  'constructor',
  'toString',
  ...Array.from({ length: 298 }, (_, index) => `Clan ${String(index + 1).padStart(3, '0')}`),
]

export const viewer = { username: 'viewer', password: 'a viewer looks on' }

/** One whose sessions are all ended, while others go on with theirs. */
export const leaver = { username: 'leaver', password: 'a viewer looks away' }

/**
 * Starts one tracker and one browser for all walks, which go on side by side, with years of history. Without a Chromium it
 * says so and starts nothing.
 */
export default async ({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const chromium = findChromium()
  if (chromium === undefined) {
    console.log('No Chromium is on PATH or in the usual places: the browser tier is skipped. CHROMIUM names one.')
    provide('stage', undefined)
    return undefined
  }
  const now = Date.now()
  const { stop, ...stage } = await startStage([tenYears('Evergreen', now), ...clan.map((name) => aMonth(name, now))])
  const browser = await launchForAll(chromium)
  const stopAll = async (): Promise<void> => {
    await browser.close()
    await stop()
  }
  for (const { username, password } of [viewer, leaver]) {
    const args = ['users', 'add', username, '--role', 'viewer', '--password-stdin']
    const { code, error } = await ledger(stage.dataDir, args, { input: `${password}\n` })
    if (code === 0) continue
    await stopAll()
    throw new Error(error)
  }
  provide('stage', { ...stage, browser: browser.wsEndpoint() })
  return stopAll
}
