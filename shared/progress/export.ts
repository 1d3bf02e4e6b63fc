import type { Table } from '../dynamodb.ts'
import { preferred } from '../http/accept.ts'
import { csvLine } from '../http/csv.ts'
import { encodeCursor } from '../http/cursor.ts'
import { ApiError } from '../http/errors.ts'
import type { Reply } from '../http/reply.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { readingsOf } from '../snapshots/readings.ts'
import { states } from '../snapshots/scan.ts'
import { exportPages } from './requests.ts'
import { statistics } from './stats.ts'

type Format = 'ndjson' | 'csv'

const types = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

interface Asked {
  format: Format
  /** The moment of the last state that the client has; undefined for the first page. */
  after: number | undefined
}

// In its answer to API Gateway, which may have 6 MB, a function writes each quote as two characters: up to half as much again.
const mostBytes = 4_000_000

// Some 250 states fill a page's reading; what is read beyond the end of a page is read again.
const statesPerRead = 200

const columns = ['at', 'group', 'metric', 'rank', 'level', 'value']

const write: Record<Format, (state: State) => string> = {
  ndjson: (state) => `${JSON.stringify({ fetchedAt: isoTime(state.at), ...statistics(state) })}\n`,
  csv: (state) =>
    readingsOf(state)
      .map(({ group, metric, rank, level, value }) => csvLine([isoTime(state.at), group, metric, rank, level, value]))
      .join(''),
}

/** The format that is asked for, by name or else by what the client accepts. */
export const formatFor = (named: Format | undefined, accept: string | undefined): Format =>
  named ?? (preferred(accept, [types.ndjson, types.csv]) === types.csv ? 'csv' : 'ndjson')

interface Page {
  text: string
  /** Where the next page goes on; undefined on the last one. */
  next: number | undefined
}

/**
 * A page of everything that is stored of a player, oldest first: a line of JSON per state, or a line of CSV per state and
 * metric, so that rows may come and go. The first page of CSV names the columns, so all pages one behind the other are one table.
 * Some 0.07 read units a state. Throws `no_data` when nothing is stored.
 */
export const exportPage = async (
  table: Table,
  player: Player,
  { format, after }: Asked,
  now: number,
): Promise<Page> => {
  const parts = format === 'csv' && after === undefined ? [csvLine(columns)] : []
  let bytes = 0
  let last: number | undefined
  const range = { start: after === undefined ? 0 : after + 1, end: now, pageSize: statesPerRead }
  for await (const state of states(table, player.key, range, now)) {
    const part = write[format](state)
    bytes += Buffer.byteLength(part)
    if (last !== undefined && bytes > mostBytes) return { text: parts.join(''), next: last }
    parts.push(part)
    last = state.at
  }
  if (last === undefined && after === undefined) {
    throw new ApiError('no_data', `There is no snapshot of ${player.username} yet.`)
  }
  return { text: parts.join(''), next: undefined }
}

/** A page as it is sent, with a link to the next one. */
export const exportReply = (player: Player, format: Format, { text, next }: Page): Reply => {
  const query = new URLSearchParams({ format, cursor: encodeCursor(exportPages, isoTime(next) ?? undefined) ?? '' })
  const link = `</players/${encodeURIComponent(player.key)}/export?${query}>; rel="next"`
  return {
    text: { type: types[format], body: text },
    headers: { vary: 'accept', ...(next !== undefined && { link }) },
  }
}
