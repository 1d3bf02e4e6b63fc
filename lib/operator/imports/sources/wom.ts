import * as z from 'zod'
import type { Group } from '../../../../shared/snapshots/readings.ts'
import { ImportError } from '../../reasons.ts'
import { type Seen, type SeenRow, seenRow } from '../seen.ts'
import { asker, jsonOf } from './asking.ts'
import { badLine } from './csv.ts'
import { jsonObjects } from './json.ts'
import type { Reading } from './reading.ts'

/*
 * Wise Old Man: snapshots of all metrics, the newest first, a page of 200 at most. What a player has not been ranked in is -1. The
 * moment until which it is asked stays the same, or else each new snapshot would shift all pages.
 */

const title = 'Wise Old Man'

const urlOf = 'https://api.wiseoldman.net/v2'

/** Where its name of a metric is another one than the hiscores'. */
const renamed: Record<string, string> = {
  runecrafting: 'runecraft',
  last_man_standing: 'lms_rank',
  pvp_arena: 'pvp_arena_rank',
  guardians_of_the_rift: 'rifts_closed',
  tombs_of_amascut_expert: 'tombs_of_amascut_expert_mode',
}

const row = z.looseObject({ rank: z.number().nullish() })

const snapshotSchema = z.object({
  createdAt: z.iso.datetime(),
  data: z.object({
    skills: z.record(z.string(), row),
    bosses: z.record(z.string(), row),
    activities: z.record(z.string(), row),
  }),
})

const rowsOf = (group: Group, value: string, rows: Record<string, z.output<typeof row>>): [string, SeenRow][] =>
  Object.entries(rows).map(([name, each]) => {
    const metric = renamed[name] ?? name
    return [metric, seenRow(metric === 'overall' ? 'overall' : group, each[value], each.rank, each.level)]
  })

/** What a snapshot tells. Throws where it is none. */
const seenIn = (json: unknown): Seen => {
  const { createdAt, data } = snapshotSchema.parse(json)
  const { skills, bosses, activities } = data
  return {
    at: Date.parse(createdAt),
    rows: Object.fromEntries([
      ...rowsOf('skills', 'experience', skills),
      ...rowsOf('bosses', 'kills', bosses),
      ...rowsOf('activities', 'score', activities),
    ]),
  }
}

/** The snapshots of pages that were saved, in any order. Throws `ImportError` with the line. */
export async function* readWom(chunks: AsyncIterable<string>): AsyncGenerator<Seen> {
  for await (const { text, line } of jsonObjects(chunks)) {
    let seen: Seen
    try {
      seen = seenIn(JSON.parse(text))
    } catch {
      throw badLine(line, 'begins with what is no snapshot of Wise Old Man')
    }
    yield seen
  }
}

const cursorSchema = z.object({ end: z.number(), offset: z.number(), done: z.boolean() })

/** Asks for all snapshots of a player, page by page. Throws `ImportError`. */
export const askWom = async ({
  spool,
  name,
  url = urlOf,
  perMinute,
  apiKey,
  progress,
  now,
}: Reading): Promise<void> => {
  const headers = apiKey === undefined ? {} : { 'x-api-key': apiKey }
  const ask = asker({ title, perMinute: perMinute ?? (apiKey === undefined ? 20 : 100), headers })
  let cursor = cursorSchema.safeParse(spool.cursor).data ?? { end: now, offset: 0, done: false }
  while (!cursor.done) {
    const page = new URL(`${url.replace(/\/$/, '')}/players/${encodeURIComponent(name)}/snapshots`)
    page.search = new URLSearchParams({
      startDate: '2013-02-22T00:00:00.000Z',
      endDate: new Date(cursor.end).toISOString(),
      limit: '200',
      offset: String(cursor.offset),
    }).toString()
    const answer = await ask(page)
    if (answer.status === 404) throw new ImportError(`${title} does not know "${name}".`)
    const json = jsonOf(title, answer)
    if (answer.status !== 200 || !Array.isArray(json)) {
      const { message } = json as { message?: unknown }
      throw new ImportError(`${title} has answered ${answer.status}: ${String(message ?? 'no list of snapshots')}`)
    }
    for (const each of json) {
      try {
        spool.add(seenIn(each))
      } catch {
        throw new ImportError(`${title} has sent a snapshot that cannot be read. Nothing was imported.`)
      }
    }
    // It may give fewer than it was asked for; only an empty page is the last.
    cursor = { ...cursor, offset: cursor.offset + json.length, done: json.length === 0 }
    spool.mark(cursor)
    progress(spool.count)
  }
}
