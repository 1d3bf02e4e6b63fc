import { parseArgs } from 'node:util'
import { askPassword, generatePassword, PasswordError, readPassword } from '../lib/operator/password.ts'
import { UnreachableError } from '../lib/operator/stack-file.ts'
import { deployedTable, localTable, onTable } from '../lib/operator/table.ts'
import {
  AccountError,
  addAccount,
  disableAccount,
  enableAccount,
  removeAccount,
  setPassword,
  setRole,
} from '../shared/auth/accounts.ts'
import type { Role } from '../shared/auth/session.ts'
import { withdrawKeys } from '../shared/auth/signing-keys.ts'
import { listUsers } from '../shared/auth/users.ts'
import type { Table } from '../shared/dynamodb.ts'

const help = `Usage: npm run users -- COMMAND [options]

  add NAME [--role viewer|admin]   adds a user, a viewer unless told otherwise
  list                             lists all users
  password NAME                    sets a password and unlocks the name
  role NAME viewer|admin           gives a user another role
  disable NAME, enable NAME        keeps a user from signing in, or no longer
  remove NAME                      removes a user
  new-keys                         withdraws the keys that sign access tokens; everybody refreshes theirs

Every command that changes a user ends the user's sessions at once.

A password is asked for on a terminal. Elsewhere:
  --password-stdin   reads it from standard input
  --generate         makes one up and prints it

Which users:
  --table NAME       those of a deployed stack, by the name of its auth table, with AWS
                     credentials and region from the environment
  otherwise          those of the local stack that is running (DATA_DIR, default .local)`

/** The command line is not one of those in the help. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

const read = (args: string[]) => {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        table: { type: 'string' },
        role: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        generate: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

type Options = ReturnType<typeof read>['values']

const roleOf = (text: string | undefined): Role => {
  if (text === 'viewer' || text === 'admin') return text
  throw new UsageError('A role is `viewer` or `admin`.')
}

/** Where the password comes from, found out before anything is done. */
const passwordSource = (options: Options): (() => Promise<string>) => {
  if (options.generate && options['password-stdin']) throw new UsageError('Either --generate or --password-stdin.')
  if (options.generate) return async () => generatePassword()
  if (options['password-stdin']) return readPassword
  if (process.stdin.isTTY) return askPassword
  throw new UsageError('This is no terminal: give the password with --password-stdin or --generate.')
}

type Work = (table: Table) => Promise<void>

/** Sets a password by `set`, and tells it when nobody has chosen it. */
const withPassword = (options: Options, set: (table: Table, password: string) => Promise<void>): Work => {
  const source = passwordSource(options)
  return async (table) => {
    const password = await source()
    await set(table, password)
    if (options.generate) console.log(`password: ${password}`)
  }
}

const list = async (table: Table): Promise<void> => {
  for (const { username, role, disabled, createdAt } of await listUsers(table)) {
    const added = new Date(createdAt).toISOString().slice(0, 10)
    console.log(`${username.padEnd(24)} ${role.padEnd(6)} ${disabled ? 'disabled' : 'enabled '} since ${added}`)
  }
}

interface Command {
  /** The words that follow the command. */
  operands: string[]
  /** The options it takes besides `--table`. */
  options: (keyof Options)[]
  /** What there is to do; throws `UsageError` before any of it is done. */
  work: (operands: string[], options: Options) => Work
  /** What to say when it is done. */
  done?: (name: string) => string
}

const commands: Record<string, Command> = {
  add: {
    operands: ['NAME'],
    options: ['role', 'password-stdin', 'generate'],
    work: ([username = ''], options) => {
      const role = roleOf(options.role ?? 'viewer')
      return withPassword(options, (table, password) => addAccount(table, { username, role, password }, Date.now()))
    },
    done: (name) => `Added ${name}.`,
  },
  list: { operands: [], options: [], work: () => list },
  password: {
    operands: ['NAME'],
    options: ['password-stdin', 'generate'],
    work: ([name = ''], options) => withPassword(options, (table, password) => setPassword(table, name, password)),
    done: (name) => `The password of ${name} is set, and all sessions are ended.`,
  },
  role: {
    operands: ['NAME', 'ROLE'],
    options: [],
    work: ([name = '', text]) => {
      const role = roleOf(text)
      return (table) => setRole(table, name, role)
    },
    done: (name) => `The role of ${name} is set, and all sessions are ended.`,
  },
  disable: {
    operands: ['NAME'],
    options: [],
    work:
      ([name = '']) =>
      (table) =>
        disableAccount(table, name),
    done: (name) => `${name} cannot sign in any more, and all sessions are ended.`,
  },
  enable: {
    operands: ['NAME'],
    options: [],
    work:
      ([name = '']) =>
      (table) =>
        enableAccount(table, name),
    done: (name) => `${name} can sign in again.`,
  },
  remove: {
    operands: ['NAME'],
    options: [],
    work:
      ([name = '']) =>
      (table) =>
        removeAccount(table, name),
    done: (name) => `Removed ${name}, and all sessions are ended.`,
  },
  'new-keys': {
    operands: [],
    options: [],
    work: () => (table) => withdrawKeys(table, Date.now()),
    done: () => 'The keys are withdrawn. In five minutes at the latest no access token of before is good.',
  },
}

const commandOf = (name: string | undefined, operands: string[], options: Options): Command => {
  if (name === undefined) throw new UsageError('Which command?')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new UsageError(`There is no command "${name}".`)
  if (operands.length !== command.operands.length) {
    throw new UsageError(`The command is \`${[name, ...command.operands].join(' ')}\`.`)
  }
  const known: string[] = ['table', ...command.options]
  const foreign = Object.keys(options).find((option) => !known.includes(option))
  if (foreign !== undefined) throw new UsageError(`\`${name}\` takes no --${foreign}.`)
  return command
}

/** Runs one command line. Returns the exit code: 0 done, 1 it could not be done, 2 it was not understood. */
export const users = async (args: string[]): Promise<number> => {
  try {
    const { positionals, values: options } = read(args)
    if (options.help) {
      console.log(help)
      return 0
    }
    const [name, ...operands] = positionals
    const command = commandOf(name, operands, options)
    const work = command.work(operands, options)
    const table =
      options.table === undefined
        ? localTable(process.env.DATA_DIR || '.local', 'authTable')
        : deployedTable(options.table)
    await onTable(table, work)
    if (command.done) console.log(command.done(String(operands[0]).toLowerCase()))
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${help}`)
      return 2
    }
    if (error instanceof AccountError || error instanceof UnreachableError || error instanceof PasswordError) {
      console.error(error.message)
      return 1
    }
    throw error
  }
}

if (import.meta.main) process.exitCode = await users(process.argv.slice(2))
