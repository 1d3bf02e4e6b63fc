import * as z from 'zod'
import type { Group } from '../../../../shared/snapshots/readings.ts'
import { type Seen, type SeenRow, seenRow } from '../seen.ts'
import { badLine, type MetricOf, readCsv } from './csv.ts'

/* What a tracker like this one exports: a line of JSON for each state, or CSV. */

const known = z.number().nullable()

const skill = z.object({ rank: known, level: known, experience: known })

const stateSchema = z.object({
  fetchedAt: z.iso.datetime(),
  overall: skill.nullable(),
  skills: z.record(z.string(), skill),
  bosses: z.record(z.string(), z.object({ rank: known, kills: known })),
  activities: z.record(z.string(), z.object({ rank: known, score: known })),
})

const rowsOf = (of: Record<string, SeenRow>[]): Record<string, SeenRow> => Object.assign({}, ...of)

const rows = <T>(group: Group, all: Record<string, T>, row: (each: T) => SeenRow): Record<string, SeenRow> =>
  Object.fromEntries(Object.entries(all).map(([metric, each]) => [metric, { ...row(each), group }]))

/** The state of a line of JSON. Throws where it is none. */
const stateOf = (text: string): Seen => {
  const { fetchedAt, overall, skills, bosses, activities } = stateSchema.parse(JSON.parse(text))
  const ofSkill =
    (group: Group) =>
    ({ rank, level, experience }: z.output<typeof skill>): SeenRow => ({
      ...seenRow(group, experience, rank),
      level: level ?? 0,
    })
  return {
    at: Date.parse(fetchedAt),
    rows: rowsOf([
      overall ? rows('overall', { overall }, ofSkill('overall')) : {},
      rows('skills', skills, ofSkill('skills')),
      rows('bosses', bosses, ({ rank, kills }) => seenRow('bosses', kills, rank)),
      rows('activities', activities, ({ rank, score }) => seenRow('activities', score, rank)),
    ]),
  }
}

/** The states that an export tells of, in whichever of its formats. Throws `ImportError` with the line. */
export async function* readLedger(lines: AsyncIterable<string>, metricOf: MetricOf): AsyncGenerator<Seen> {
  const source = lines[Symbol.asyncIterator]()
  const first = await source.next()
  const again = async function* (): AsyncGenerator<string> {
    for (let next = first; !next.done; next = await source.next()) yield next.value
  }
  if (!first.done && !first.value.trimStart().startsWith('{')) {
    yield* readCsv(again(), metricOf)
    return
  }
  let number = 0
  for await (const text of again()) {
    number += 1
    if (text.trim() === '') continue
    let seen: Seen
    try {
      seen = stateOf(text)
    } catch {
      throw badLine(number, 'is no line of an export of this tracker')
    }
    yield { ...seen, line: number }
  }
}
