import { Command, CommanderError, Option } from 'commander'
import { addBackup } from './commands/backup.ts'
import { addDeadLetters } from './commands/dead-letters.ts'
import { examples } from './commands/examples.ts'
import { addImport } from './commands/import.ts'
import { addStatus } from './commands/status.ts'
import { addUsers } from './commands/users.ts'
import { reasonOf } from './reasons.ts'

const description = `Looks after a tracker: the local one that is running (DATA_DIR, default .local), or with --stage a deployed one.

AWS credentials are found as by every AWS tool: environment, profile (AWS_PROFILE), IAM Identity Center, instance role.
The region is that of the stage's settings, or else AWS_REGION, AWS_DEFAULT_REGION or the profile's.`

/** Has every command say where its own help is when it does not understand something. */
const pointToHelp = (command: Command, path: string): void => {
  command.showHelpAfterError(`\`npx ${path} --help\` shows how it is used.`)
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`)
}

const program = (): Command => {
  const ledger = new Command('ledger')
    .description(description)
    .addOption(new Option('--stage <name>', 'a deployed stage, by its name').conflicts('config'))
    .option('--config <file>', 'the deployed stage that this file of settings describes')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        ['ledger status', 'how the local tracker is doing'],
        ['ledger status --stage prod', 'how the one in AWS is doing'],
        ['ledger users add me --role admin --generate --stage prod', 'lets you in; prints a password'],
        ['ledger backup export backup.ndjson --config clan.json', 'for a stage with settings of your own'],
      ),
    )
  for (const add of [addStatus, addUsers, addBackup, addImport, addDeadLetters]) add(ledger)
  pointToHelp(ledger, 'ledger')
  return ledger
}

/** Runs one command line. Returns the exit code: 0 done, 1 it could not be done, 2 it was not understood. */
export const ledger = async (args: string[]): Promise<number> => {
  try {
    await program().parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    console.error(reason)
    return 1
  }
}
