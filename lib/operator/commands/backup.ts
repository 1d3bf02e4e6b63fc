import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { fileError } from '../../file-error.ts'
import { note } from '../audit.ts'
import { exportLines, importLines } from '../backup.ts'
import { writeOwnerFile } from '../owner-file.ts'
import { startProgress } from '../progress.ts'
import { onTarget } from '../target.ts'
import { examples } from './examples.ts'

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const exportTo = async (file: string, { players: name }: { players?: string }, command: Command): Promise<void> => {
  const bar = startProgress('players')
  let players = 0
  await onTarget(command.optsWithGlobals(), ({ auth, tracker }) => {
    const tables = { auth, tracker: name === undefined ? tracker : { ...tracker, name } }
    const lines = exportLines(tables, (done, all) => {
      players = done
      bar.show(done, all)
    })
    return writeOwnerFile(file, lines)
  }).finally(bar.end)
  console.log(`${counted(players, 'player')} exported to ${file}.`)
}

const importFrom = async (file: string, _options: unknown, command: Command): Promise<void> => {
  const fail = (error: unknown): never => {
    throw fileError(file, 'read', error)
  }
  const handle = await open(file).catch(fail)
  const bar = startProgress('bytes')
  try {
    const { size } = await handle.stat()
    // A folder opens like a file, and is told from one by the first read.
    await handle.read({ length: 1, position: 0 }).catch(fail)
    let done = 0
    const count = await onTarget(command.optsWithGlobals(), async (tables) => {
      const lines = await importLines(tables, handle.readLines({ start: 0 }), (bytes) => {
        done += bytes
        bar.show(Math.min(done, size), size)
      })
      await note(tables.auth, 'backup.import', basename(file))
      return lines
    }).finally(bar.end)
    console.log(`${counted(count, 'line')} imported from ${file}.`)
  } finally {
    await handle.close()
  }
}

/** `ledger backup`: everything but what is in flight, as lines of JSON. */
export const addBackup = (program: Command): void => {
  const backup = program
    .command('backup')
    .description('All players with their whole history, and the users without their passwords, as lines of JSON.')
    .addHelpText(
      'after',
      examples(
        ['ledger backup export backup.ndjson --stage prod', 'writes a file that only you can read'],
        ['ledger backup import backup.ndjson', 'into the local tracker; what is there already stays'],
      ),
    )
  backup
    .command('export')
    .description('Writes a backup. The file is readable by its owner alone, and complete or not there.')
    .argument('<file>')
    .option('--players <table>', 'take the players from this table, as one that DynamoDB has restored')
    .addHelpText(
      'after',
      examples(
        ['ledger backup export backup.ndjson', 'of the local tracker'],
        ['ledger backup export backup.ndjson --stage prod', 'of the one in AWS'],
      ),
    )
    .action(exportTo)
  backup
    .command('import')
    .description('Reads a backup into an empty or a living tracker. What is there already stays.')
    .argument('<file>')
    .addHelpText(
      'after',
      examples(
        ['ledger backup import backup.ndjson --stage prod', 'may be done again at any time'],
        ['ledger users password me --stage prod', 'imported users need a password once more'],
      ),
    )
    .action(importFrom)
}
