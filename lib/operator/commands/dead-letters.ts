import type { Command } from 'commander'
import { discard, listDeadLetters, redrive } from '../dead-letters.ts'
import { onTarget } from '../target.ts'
import { examples } from './examples.ts'

const list = (_options: unknown, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async (queues) => {
    const letters = await listDeadLetters(queues)
    for (const { body, sentAt } of letters) console.log(`${sentAt.toISOString()}  ${body}`)
    console.log(`${letters.length} in all.`)
  })

const putBack = (_options: unknown, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async (queues) => {
    console.log(`${await redrive(queues)} put back into the fetch queue.`)
  })

const deleteAll = (_options: unknown, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async (queues) => {
    console.log(`${await discard(queues)} deleted.`)
  })

/** `ledger dead-letters`: messages that crashed their function too often, or that nobody understands. */
export const addDeadLetters = (program: Command): void => {
  const letters = program
    .command('dead-letters')
    .description('Messages that crashed their function too often, or that nobody understands.')
    .addHelpText(
      'after',
      examples(
        ['ledger dead-letters list --stage prod', 'whom they are about; they stay'],
        ['ledger dead-letters redrive --stage prod', 'once the cause is gone'],
      ),
    )
  letters
    .command('list')
    .description('Shows them, and leaves them as they are.')
    .addHelpText('after', examples(['ledger dead-letters list --stage prod', 'when each was sent, and what it says']))
    .action(list)
  letters
    .command('redrive')
    .description('Puts them back into the fetch queue.')
    .addHelpText('after', examples(['ledger dead-letters redrive --stage prod', 'once the cause is gone']))
    .action(putBack)
  letters
    .command('discard')
    .description('Deletes them. A player that one is about is still fetched when it is due.')
    .addHelpText('after', examples(['ledger dead-letters discard --stage prod', 'when they are of no use']))
    .action(deleteAll)
}
