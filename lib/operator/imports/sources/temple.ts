import * as z from 'zod'
import { slugOf } from '../../../../shared/hiscores/metrics.ts'
import { ImportError } from '../../reasons.ts'
import { type Seen, type SeenRow, seenRow } from '../seen.ts'
import { asker, jsonOf } from './asking.ts'
import { badLine } from './csv.ts'
import { jsonObjects } from './json.ts'
import type { Reading } from './reading.ts'

/*
 * TempleOSRS: points of experience, and points of kills and scores under the same moments, which are asked for apart; the newest 200
 * of a window at most, so each request goes on before the oldest point of the one before. Without ranks; what was in no ranking
 * is 0. The moments are taken to be UTC.
 */

const title = 'TempleOSRS'

const urlOf = 'https://templeosrs.com/api'

/** Where its name gives another key than the hiscores' name of the row. */
const renamed: Record<string, string> = {
  lms: 'lms_rank',
  pvp_arena: 'pvp_arena_rank',
  gotr: 'rifts_closed',
  guardians_of_the_rift: 'rifts_closed',
  soul_wars: 'soul_wars_zeal',
  collections: 'collections_logged',
  theatre_of_blood_challenge_mode: 'theatre_of_blood_hard_mode',
  tombs_of_amascut_expert: 'tombs_of_amascut_expert_mode',
  the_nightmare: 'nightmare',
  the_nightmare_of_ashihama: 'nightmare',
}

const metricOf = (name: string): string => {
  const slug = slugOf(name)
  const clue = /^clue_(all|beginner|easy|medium|hard|elite|master)$/.exec(slug)
  return clue ? `clue_scrolls_${clue[1]}` : (renamed[slug] ?? slug)
}

// Its own reckonings of how efficient somebody is, in one form or another.
const isReckoned = (metric: string): boolean => /(^|_)eh[pb](_|$)/.test(metric)

const answerSchema = z.object({
  data: z.union([
    z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string(), z.null()]))),
    // An empty list where there is nothing.
    z.array(z.never()),
  ]),
})

const momentOf = (stamp: string): number => {
  const at = Date.parse(`${stamp.replace(' ', 'T')}Z`)
  if (Number.isNaN(at)) throw new Error('is no moment')
  return at
}

/** What an answer tells, in any order. Throws where it is none. */
const seenIn = (json: unknown): Seen[] =>
  Object.entries(answerSchema.parse(json).data).map(([stamp, values]) => {
    const isSkills = Object.keys(values).some((name) => metricOf(name) === 'overall')
    const rows = Object.entries(values).flatMap(([name, value]): [string, SeenRow][] => {
      const metric = metricOf(name)
      const group = metric === 'overall' ? 'overall' : isSkills ? 'skills' : 'bosses'
      return metric === '' || isReckoned(metric) ? [] : [[metric, seenRow(group, Number(value) || -1)]]
    })
    return { at: momentOf(stamp), rows: Object.fromEntries(rows) }
  })

/** The points of answers that were saved. Throws `ImportError` with the line. */
export async function* readTemple(chunks: AsyncIterable<string>): AsyncGenerator<Seen> {
  for await (const { text, line } of jsonObjects(chunks)) {
    let all: Seen[]
    try {
      all = seenIn(JSON.parse(text))
    } catch {
      throw badLine(line, 'begins with what is no answer of TempleOSRS')
    }
    yield* all
  }
}

const walks = ['skills', 'bosses'] as const

const cursorSchema = z.object({ walk: z.number(), before: z.number(), end: z.number() })

// Since the hiscores of the game began.
const since = Date.parse('2013-02-22T00:00:00Z')

/** Asks for all points of a player, backwards, skills first and then bosses. Throws `ImportError`. */
export const askTemple = async ({ spool, name, url = urlOf, perMinute = 5, progress, now }: Reading): Promise<void> => {
  const ask = asker({ title, perMinute })
  let cursor = cursorSchema.safeParse(spool.cursor).data ?? { walk: 0, before: now, end: now }
  while (cursor.walk < walks.length) {
    const { before, end } = cursor
    const page = new URL(`${url.replace(/\/$/, '')}/player_datapoints.php`)
    page.search = new URLSearchParams({
      player: name,
      time: String(Math.ceil((before - since) / 1000)),
      date: String(Math.floor(before / 1000)),
      ...(walks[cursor.walk] === 'bosses' && { bosses: '1' }),
    }).toString()
    const answer = await ask(page)
    const json = jsonOf(title, answer)
    const { error } = json as { error?: { Code?: unknown; Message?: unknown } }
    if (error || answer.status !== 200) {
      const known = error && !['401', '402'].includes(String(error.Code))
      throw new ImportError(
        known || !error
          ? `${title} has answered ${answer.status}: ${String(error?.Message ?? 'no points')}`
          : `${title} does not know "${name}".`,
      )
    }
    let all: Seen[]
    try {
      all = seenIn(json)
    } catch {
      throw new ImportError(`${title} has sent points that cannot be read. Nothing was imported.`)
    }
    // The oldest one of the page before may come again.
    const older = all.filter(({ at }) => at < before || (before === end && at === before))
    for (const seen of older) spool.add(seen)
    const oldest = older.reduce((least, { at }) => Math.min(least, at), Infinity)
    cursor =
      older.length > 0 && oldest < before ? { ...cursor, before: oldest } : { walk: cursor.walk + 1, before: end, end }
    spool.mark(cursor)
    progress(spool.count)
  }
}
