import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { canonicalName } from '../../../shared/hiscores/names.ts'
import { findPlayer, isMoving, isTracked, isUnfinished, type Player } from '../../../shared/players/players.ts'
import { privateFolder } from '../../local/folders.ts'
import { lockFolder } from '../../local/lock.ts'
import { note } from '../audit.ts'
import { unitsFor } from '../imports/changes.ts'
import { carryOut, type Importing, type Plan, planImport } from '../imports/import.ts'
import type { OnFall } from '../imports/replay.ts'
import type { Reading } from '../imports/sources/reading.ts'
import { readSource, type SourceName, sources } from '../imports/sources/sources.ts'
import { Spool } from '../imports/spool.ts'
import { imported, undoImport } from '../imports/undo.ts'
import { costOf, outcomeOf, reportOf } from '../imports/words.ts'
import { Writer } from '../imports/writer.ts'
import { startProgress } from '../progress.ts'
import { ImportError } from '../reasons.ts'
import { onTarget, type Target } from '../target.ts'
import { examples } from './examples.ts'

interface Options {
  from?: SourceName
  undo?: string
  dryRun?: true
  onFall: OnFall
  units: number
  as?: string
  url?: string
  perMinute?: number
}

const names = Object.keys(sources) as SourceName[]

const positive = (text: string): number => {
  const number = Number(text)
  if (number > 0) return number
  throw new InvalidArgumentError('It is a number above 0.')
}

/** The player that a history is for. Throws `ImportError` when it cannot be imported into. */
const playerFor = async ({ tracker, title }: Target, username: string): Promise<Player> => {
  const player = await findPlayer(tracker, canonicalName(username))
  if (!player || !isTracked(player)) {
    throw new ImportError(`Nobody named "${username}" is tracked by ${title}. Add the player first.`)
  }
  if (isMoving(player) || isUnfinished(player)) {
    throw new ImportError(`"${player.username}" is being given another name, or corrected. Try again in some minutes.`)
  }
  return player
}

const folderOf = (name: string): string => privateFolder(join(process.env.DATA_DIR || '.local', name))

/** Where the history waits meanwhile; of a run that was cut short it is there still. */
const spoolFor = (target: Target, player: Player, source: SourceName): string =>
  join(folderOf('imports'), `${target.title.replaceAll(' ', '-')}.${player.key}.${source}.part`)

const read = async (
  { tracker }: Target,
  from: SourceName,
  spool: Spool,
  { files, name, ...more }: Pick<Reading, 'files' | 'name' | 'url' | 'perMinute'>,
): Promise<void> => {
  const bar = startProgress('moments read')
  const progress = (count: number): void => bar.show(count, undefined)
  const { WOM_API_KEY: apiKey } = process.env
  const reading = { ...more, ...(apiKey && { apiKey }), tracker, spool, files, name, now: Date.now(), progress }
  await readSource(from, reading).finally(bar.end)
}

const plan = async (importing: Importing, player: Player, spool: Spool): Promise<Plan> => {
  const bar = startProgress('moments')
  const told = { kept: 0, duplicate: 0, refused: 0 }
  const heard: Importing = {
    ...importing,
    progress: (done, all) => bar.show(done, all, outcomeOf(told)),
    onSeen: (kind) => {
      told[kind] += 1
    },
  }
  return planImport(heard, player, spool).finally(bar.end)
}

const write = async (all: number, work: (onWritten: (units: number) => void) => Promise<void>): Promise<void> => {
  const bar = startProgress('write units')
  // What was told beforehand is the most that it may take.
  await work((written) => bar.show(Math.min(written, all), all))
    .then(() => bar.show(all, all))
    .finally(bar.end)
}

const carryOutWith = async (target: Target, importing: Importing, player: Player, planned: Plan, units: number) => {
  const { tracker, auth } = target
  await write(unitsFor(planned.changes), (onWritten) =>
    carryOut(importing, player, planned, new Writer(tracker, units, onWritten)),
  )
  await note(auth, 'history.import', `${player.username} ${importing.source}`)
  console.log(`Imported into ${player.username}.`)
}

const importInto = async (
  username: string,
  files: string[],
  from: SourceName,
  { dryRun, onFall, units, as, url, perMinute }: Options,
  command: Command,
): Promise<void> =>
  onTarget(command.optsWithGlobals(), async (target) => {
    const { tracker, retentionDays } = target
    const player = await playerFor(target, username)
    const name = as ?? player.username
    // What was asked for is not asked for again by whoever has stopped, or only wanted to know what would come.
    const asks = files.length === 0
    const spool = await Spool.open(spoolFor(target, player, from), { from, name, url }, { resume: asks })
    let isOver = !asks
    try {
      await read(target, from, spool, { files, name, ...(url && { url }), ...(perMinute && { perMinute }) })
      const together = 'together' in sources[from]
      const importing = { tracker, retentionDays, source: from, onFall, together, now: Date.now() }
      const planned = await plan(importing, player, spool)
      console.log(reportOf(planned, from))
      if (planned.isDone) console.log('Nothing is left to be done.')
      else {
        console.log(costOf(unitsFor(planned.changes), units))
        if (dryRun) console.log('Nothing was written.')
        else await carryOutWith(target, importing, player, planned, units)
      }
      isOver ||= dryRun !== true
    } finally {
      if (isOver) spool.remove()
      else spool.close()
    }
  })

const undo = async (username: string, source: string, { dryRun, units }: Options, command: Command): Promise<void> =>
  onTarget(command.optsWithGlobals(), async (target) => {
    const { tracker, retentionDays, auth } = target
    const player = await playerFor(target, username)
    const undoing = { tracker, source, retentionDays, now: Date.now() }
    const there = await imported(undoing, player)
    console.log(costOf(there.keys.length, units))
    if (dryRun) return console.log('Nothing was written.')
    await write(there.keys.length, (onWritten) =>
      undoImport(undoing, player, there, new Writer(tracker, units, onWritten)),
    )
    await note(auth, 'history.undo', `${player.username} ${source}`)
    console.log(`What came from ${source} is out of ${player.username} again.`)
  })

const run = async (username: string, files: string[], options: Options, command: Command): Promise<void> => {
  const { undo: source, from } = options
  if (source === undefined && from === undefined) return command.error(`error: from where? --from ${names.join(', ')}`)
  // Two at once would write twice as fast as was told, and one history over the other.
  const unlock = lockFolder(
    folderOf('importing'),
    () => new ImportError('Another import is under way here. Try again when it is over.'),
  )
  try {
    if (source !== undefined) await undo(username, source, options, command)
    else if (from !== undefined) await importInto(username, files, from, options, command)
  } finally {
    unlock()
  }
}

/** `ledger import`: the years that somebody else has kept of a player. */
export const addImport = (program: Command): void => {
  program
    .command('import')
    .description('Brings the years that somebody else has kept of a player, as if this tracker had been there.')
    .argument('<username>', 'a player that is tracked')
    .argument('[files...]', 'what was saved or made by hand; `-` is standard input')
    .addOption(new Option('--from <source>', 'what it comes from').choices(names).conflicts('undo'))
    .addOption(new Option('--undo <source>', 'take exactly what came from there out again'))
    .option('--dry-run', 'tell what would come and what it costs, and write nothing')
    .addOption(
      new Option('--on-fall <what>', 'what becomes of states behind which values fell: refused, or parted by a seam')
        .choices(['refuse', 'seam'])
        .default('refuse'),
    )
    .option('--as <name>', 'the name that the player has there')
    .option('--url <url>', 'where the API is, if it is elsewhere than usual')
    .option('--per-minute <number>', 'requests a minute, if the API allows you others than usual', positive)
    .option('--units <number>', 'write units a second, of which the table has others to serve as well', positive, 50)
    .addHelpText(
      'after',
      examples(
        ['ledger import zezima --from wom --dry-run', 'asks Wise Old Man, and tells what would come'],
        ['ledger import zezima --from temple --as "old name"', 'from the API, by the name that it knows'],
        ['ledger import zezima points.csv --from csv', 'lines of at,metric,value'],
        [
          'ledger import zezima zezima.ndjson --from ledger --stage prod',
          'what another tracker like this has exported',
        ],
        ['ledger import zezima --undo csv', 'as if it had never come'],
      ),
    )
    .action(run)
}
