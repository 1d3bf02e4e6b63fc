import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { BackupError, exportLines, importLines, type Tables } from '../lib/operator/backup.ts'
import { UnreachableError } from '../lib/operator/stack-file.ts'
import { deployedTable, localTable, onTable } from '../lib/operator/table.ts'

const help = `Usage: npm run backup -- COMMAND FILE [options]

  export FILE   writes all players with their whole history, and the users without their passwords, as NDJSON
  import FILE   reads such a file into an empty or a living tracker; what is there already stays

Imported users sign in once they have a password again: npm run users -- password NAME

Which tables:
  --tracker NAME --auth NAME   those of a deployed stack, by its outputs TrackerTable and AuthTable,
                               with AWS credentials and region from the environment
  otherwise                    those of the local stack that is running (DATA_DIR, default .local)`

const read = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, tracker: { type: 'string' }, auth: { type: 'string' } },
  })

const tablesOf = ({ tracker, auth }: ReturnType<typeof read>['values']): Tables => {
  if (tracker !== undefined && auth !== undefined) return { tracker: deployedTable(tracker), auth: deployedTable(auth) }
  const dataDir = process.env.DATA_DIR || '.local'
  return { tracker: localTable(dataDir, 'trackerTable'), auth: localTable(dataDir, 'authTable') }
}

const width = 40

/** Draws a bar on a terminal; elsewhere it would only be noise. */
const bar = (share: number, text: string): void => {
  if (!process.stderr.isTTY) return
  const full = Math.round(width * Math.min(1, share))
  process.stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${text}`)
}

const commands: Record<string, (file: string, tables: Tables) => Promise<string>> = {
  export: async (file, tables) => {
    let players = 0
    const lines = exportLines(tables, (done, all) => {
      players = done
      bar(done / all, `${done} of ${all} players`)
    })
    await pipeline(Readable.from(lines), createWriteStream(file, { mode: 0o600 }))
    return `${players} players exported to ${file}.`
  },
  import: async (file, tables) => {
    const size = statSync(file).size
    let done = 0
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
    const count = await importLines(tables, lines, (bytes) => {
      done += bytes
      bar(done / size, `${done} of ${size} bytes`)
    })
    return `${count} lines imported from ${file}.`
  },
}

const sentence = (error: unknown): string | undefined => {
  if (error instanceof BackupError || error instanceof UnreachableError) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' ? message : undefined
}

/** Runs one command line. Returns the exit code: 0 done, 1 it could not be done, 2 it was not understood. */
const run = async (args: string[]): Promise<number> => {
  let options: ReturnType<typeof read>
  try {
    options = read(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`)
    return 2
  }
  const { values, positionals } = options
  const [name = '', file, ...rest] = positionals
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const half = (values.tracker === undefined) !== (values.auth === undefined)
  if (values.help || !command || file === undefined || rest.length > 0 || half) {
    console[values.help ? 'log' : 'error'](help)
    return values.help ? 0 : 2
  }
  try {
    const tables = tablesOf(values)
    const done = await onTable(tables.tracker, () => onTable(tables.auth, () => command(file, tables)))
    if (process.stderr.isTTY) process.stderr.write('\n')
    console.log(done)
    return 0
  } catch (error) {
    const reason = sentence(error)
    if (reason === undefined) throw error
    console.error(reason)
    return 1
  }
}

process.exitCode = await run(process.argv.slice(2))
