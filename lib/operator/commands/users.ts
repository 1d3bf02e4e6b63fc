import { Argument, type Command, Option } from 'commander'
import {
  addAccount,
  disableAccount,
  enableAccount,
  removeAccount,
  setPassword,
  setRole,
  unlock,
} from '../../../shared/auth/accounts.ts'
import type { Role } from '../../../shared/auth/session.ts'
import { renewKeys } from '../../../shared/auth/signing-keys.ts'
import { listUsers } from '../../../shared/auth/users.ts'
import { note } from '../audit.ts'
import { assertAdminLeft } from '../last-admin.ts'
import { askPassword, generatePassword, readPassword } from '../password.ts'
import { onTarget } from '../target.ts'
import { examples } from './examples.ts'

interface PasswordOptions {
  generate?: true
  passwordStdin?: true
}

interface Forced {
  force?: true
}

const roles: Role[] = ['viewer', 'admin']

const takesPassword = (command: Command): Command =>
  command
    .addOption(new Option('--generate', 'make a password up and print it').conflicts('passwordStdin'))
    .option('--password-stdin', 'read the password from standard input; without either it is asked for')

const takesForce = (command: Command): Command =>
  command.option('--force', 'even when this is the last admin who can sign in')

/** Where the password comes from, found out before anything is done. */
const passwordSource = ({ generate, passwordStdin }: PasswordOptions, command: Command): (() => Promise<string>) => {
  if (generate) return async () => generatePassword()
  if (passwordStdin) return readPassword
  if (process.stdin.isTTY) return askPassword
  return command.error('error: this is no terminal: give the password with --password-stdin or --generate')
}

const tellGenerated = (password: string, { generate }: PasswordOptions): void => {
  if (generate) console.log(`password: ${password}`)
}

const add = async (name: string, options: PasswordOptions & { role: Role }, command: Command): Promise<void> => {
  const source = passwordSource(options, command)
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    const password = await source()
    await addAccount(auth, { username: name, role: options.role, password }, Date.now())
    await note(auth, 'user.add', name.toLowerCase())
    tellGenerated(password, options)
  })
  console.log(`Added ${name.toLowerCase()}.`)
}

const list = (_options: unknown, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async ({ auth }) => {
    for (const { username, role, disabled, createdAt } of await listUsers(auth)) {
      const added = new Date(createdAt).toISOString().slice(0, 10)
      console.log(`${username.padEnd(24)} ${role.padEnd(6)} ${disabled ? 'disabled' : 'enabled '} since ${added}`)
    }
  })

const password = async (name: string, options: PasswordOptions, command: Command): Promise<void> => {
  const source = passwordSource(options, command)
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    const chosen = await source()
    await setPassword(auth, name, chosen)
    await note(auth, 'password.change', name.toLowerCase())
    tellGenerated(chosen, options)
  })
  console.log(`The password of ${name.toLowerCase()} is set, and all sessions are ended.`)
}

const unlockName = async (name: string, _options: unknown, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    await unlock(auth, name)
    await note(auth, 'user.unlock', name.toLowerCase())
  })
  console.log(`${name.toLowerCase()} is unlocked, with the password of before.`)
}

const role = async (name: string, given: Role, { force }: Forced, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    if (given !== 'admin' && !force) await assertAdminLeft(auth, name)
    await setRole(auth, name, given)
    await note(auth, 'user.role', `${name.toLowerCase()} ${given}`)
  })
  console.log(`The role of ${name.toLowerCase()} is set, and all sessions are ended.`)
}

const disable = async (name: string, { force }: Forced, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    if (!force) await assertAdminLeft(auth, name)
    await disableAccount(auth, name)
    await note(auth, 'user.disable', name.toLowerCase())
  })
  console.log(`${name.toLowerCase()} cannot sign in any more, and all sessions and keys are ended.`)
}

const enable = async (name: string, _options: unknown, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    await enableAccount(auth, name)
    await note(auth, 'user.enable', name.toLowerCase())
  })
  console.log(`${name.toLowerCase()} can sign in again.`)
}

const remove = async (name: string, { force }: Forced, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    if (!force) await assertAdminLeft(auth, name)
    await removeAccount(auth, name)
    await note(auth, 'user.remove', name.toLowerCase())
  })
  console.log(`Removed ${name.toLowerCase()}, and all sessions and keys are ended.`)
}

const newKeys = async (_options: unknown, command: Command): Promise<void> => {
  await onTarget(command.optsWithGlobals(), async ({ auth }) => {
    await renewKeys(auth, Date.now())
    await note(auth, 'signingKeys.renew', 'all')
  })
  console.log('A new key signs from now on. In five minutes at the latest no access token of before is good.')
}

/** `ledger users`: who may sign in. Every change of a user ends the user's sessions; unlocking is none. */
export const addUsers = (program: Command): void => {
  const users = program
    .command('users')
    .description('Who may sign in. Every change of a user ends the sessions of that user at once.')
    .addHelpText(
      'after',
      examples(
        ['ledger users add alice', 'asks for her password; a viewer'],
        ['ledger users add me --role admin --generate --stage prod', 'prints a password'],
        ['ledger users list --stage prod', 'everybody who may sign in there'],
        ['ledger users disable alice', 'keeps her out until `enable`'],
      ),
    )
  takesPassword(
    users
      .command('add')
      .description('Adds a user, a viewer unless told otherwise.')
      .argument('<name>')
      .addOption(new Option('--role <role>', 'a viewer reads, an admin changes').choices(roles).default('viewer')),
  )
    .addHelpText(
      'after',
      examples(
        ['ledger users add alice', 'asks for her password on this terminal'],
        ['ledger users add me --role admin --generate', 'makes a password up and prints it'],
        ['ledger users add bot --password-stdin < secret.txt', 'reads it from a file'],
      ),
    )
    .action(add)
  users
    .command('list')
    .description('Lists all users.')
    .addHelpText('after', examples(['ledger users list --stage prod', 'everybody who may sign in there']))
    .action(list)
  takesPassword(users.command('password').description('Sets a password, and unlocks the name.').argument('<name>'))
    .addHelpText(
      'after',
      examples(
        ['ledger users password alice', 'asks for the new one on this terminal'],
        ['ledger users password alice --generate --stage prod', 'makes one up and prints it'],
      ),
    )
    .action(password)
  users
    .command('unlock')
    .description('Unlocks a name after wrong passwords, and leaves the password alone.')
    .argument('<name>')
    .addHelpText('after', examples(['ledger users unlock alice', 'when others have locked her out on a new device']))
    .action(unlockName)
  takesForce(
    users
      .command('role')
      .description('Gives a user another role.')
      .argument('<name>')
      .addArgument(new Argument('<role>', 'a viewer reads, an admin changes').choices(roles)),
  )
    .addHelpText('after', examples(['ledger users role alice admin', 'she may add and remove players from now on']))
    .action(role)
  takesForce(
    users
      .command('disable')
      .description('Keeps a user from signing in, and ends the keys of that user for good.')
      .argument('<name>'),
  )
    .addHelpText('after', examples(['ledger users disable alice', 'ends her sessions; `enable` lets her in again']))
    .action(disable)
  users
    .command('enable')
    .description('Lets a disabled user sign in again.')
    .argument('<name>')
    .addHelpText('after', examples(['ledger users enable alice', 'with the password of before']))
    .action(enable)
  takesForce(users.command('remove').description('Removes a user.').argument('<name>'))
    .addHelpText('after', examples(['ledger users remove alice --stage prod', 'for good']))
    .action(remove)
  users
    .command('new-keys')
    .description('Makes a new key to sign access tokens with, and withdraws the others; everybody refreshes theirs.')
    .addHelpText('after', examples(['ledger users new-keys --stage prod', 'when a key may have become known']))
    .action(newKeys)
}
