import type { Command } from 'commander'
import { systemStatus } from '../../../shared/tracking/status.ts'
import { statusScreen } from '../status-screen.ts'
import { onTarget } from '../target.ts'
import { examples } from './examples.ts'

const show = ({ json }: { json?: true }, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async ({ title, tracker, fetchQueue, deadLetters, paceSeconds }) => {
    const watched = { tracker, queue: fetchQueue, deadLetters, paceMs: paceSeconds * 1000 }
    const status = await systemStatus(watched, Date.now())
    console.log(json ? JSON.stringify(status, null, 2) : statusScreen(title, status))
  })

/** `ledger status`: the figures of `GET /system/status`, for a person. */
export const addStatus = (program: Command): void => {
  program
    .command('status')
    .description('Shows whether the tracker is healthy: players, lateness, queues, pace, circuit, fetches.')
    .option('--json', 'the same as GET /system/status answers it')
    .addHelpText(
      'after',
      examples(['ledger status --stage prod', 'on one screen'], ['ledger status --json | jq .queues', 'for a program']),
    )
    .action(show)
}
