import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTarget } from '../../lib/operator/target.ts'
import { startReceivers } from '../discord.ts'
import { startHiscores } from '../e2e/hiscores.ts'
import { type RunningTracker, startTracker } from '../e2e/tracker.ts'
import { type Past, seed } from './past.ts'

/** A tracker on hiscores of its own, in a folder of its own. */
export interface Stage {
  url: string
  hiscoresUrl: string
  /** Where `ledger` finds it. */
  dataDir: string
  stop: () => Promise<void>
}

/** Starts a tracker that has these pasts. */
export const startStage = async (pasts: readonly Past[]): Promise<Stage> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-browser-'))
  const hiscores = await startHiscores()
  const receivers = await startReceivers()
  let tracker: RunningTracker | undefined
  const stop = async (): Promise<void> => {
    await tracker?.stop()
    await hiscores.stop()
    await receivers.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    tracker = await startTracker({
      DATA_DIR: dataDir,
      HISCORES_URL: hiscores.url,
      TICK_SECONDS: '1',
      FETCH_PACE_SECONDS: '0.2',
      WEBHOOK_URL: receivers.url,
    })
    process.env.DATA_DIR = dataDir
    await onTarget({}, ({ tracker: table }) => seed(table, pasts))
    return { url: tracker.url, hiscoresUrl: hiscores.url, dataDir, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
