import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Seen, seenRow } from '../../../../../lib/operator/imports/seen.ts'
import { readCml } from '../../../../../lib/operator/imports/sources/cml.ts'
import { readCsv } from '../../../../../lib/operator/imports/sources/csv.ts'
import { jsonObjects } from '../../../../../lib/operator/imports/sources/json.ts'
import { readLedger } from '../../../../../lib/operator/imports/sources/ledger.ts'
import { readTemple } from '../../../../../lib/operator/imports/sources/temple.ts'
import { readWom } from '../../../../../lib/operator/imports/sources/wom.ts'
import { cmlLine, templePoints, womSnapshot } from '../../../../other-trackers.ts'

async function* from<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all
}

const collected = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const each of source) all.push(each)
  return all
}

const asMining = async (metric: string) => ({ metric, group: 'skills' as const })

const csv = (...lines: string[]): Promise<Seen[]> => collected(readCsv(from(lines), asMining))

const at = Date.parse('2020-05-01T10:00:00Z')

describe('objects of JSON', () => {
  it('are found one by one, however they are written and wherever the text is cut', async () => {
    const objects = fc.array(fc.object({ maxDepth: 2 }), { maxLength: 5 })
    const cuts = fc.array(fc.nat(200), { maxLength: 6 })
    const check = async (pages: object[][], indent: number, places: number[]) => {
      const text = pages.map((page) => JSON.stringify(page, null, indent)).join('\n')
      const ends = [...new Set(places.map((place) => place % (text.length + 1))), text.length].sort((a, b) => a - b)
      const chunks = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
      const found = await collected(jsonObjects(from(chunks)))
      expect(found.map((each) => JSON.parse(each.text))).toEqual(JSON.parse(JSON.stringify(pages.flat())))
    }
    await fc.assert(fc.asyncProperty(fc.array(objects, { maxLength: 3 }), fc.nat(2), cuts, check), { numRuns: 200 })
  })

  it.each([
    ['[{}, 5]', 'Line 1 is no JSON of objects.'],
    ['{}\nno', 'Line 2 is no JSON of objects.'],
    ['{}\n{"a":\n', 'The file ends within what begins on line 2.'],
  ])('are all that there may be: %j', async (text, message) => {
    await expect(collected(jsonObjects(from([text])))).rejects.toThrow(message)
  })
})

describe('CSV', () => {
  it('tells moments in any form, its columns in any order, quoted or not', async () => {
    const same = ['2020-05-01T10:00:00Z', '2020-05-01T12:00+02:00', '2020-05-01 10:00', String(at / 1000)]
    for (const moment of same) {
      expect(await csv('rank,AT,"metric",value', `"7",${moment},"Mi""ning",1000`)).toEqual([
        { at, line: 2, rows: { mi_ning: { value: 1000, rank: 7, group: 'skills' } } },
      ])
    }
    const days = await csv('at,metric,value', '2020-05-01,a,1', '2020-05-01,b,', '2020-05-02,a,-1')
    expect(days.map(({ at: moment, rows }) => [moment, Object.values(rows).map(({ value }) => value)])).toEqual([
      [Date.parse('2020-05-01'), [1, -1]],
      [Date.parse('2020-05-02'), [-1]],
    ])
  })

  it.each(['5/1/2020', '2020-13-01', '2020-05-01T25:00', 'yesterday', ''])('knows no moment %j', async (moment) => {
    await expect(csv('at,metric,value', `${moment},mining,5`)).rejects.toThrow('is no moment. Nothing was imported.')
  })

  it('does not take what contradicts itself, has open quotes or is empty', async () => {
    await expect(csv('at,metric,value', '2020-05-01,a,1', '2020-05-01,a,2')).rejects.toThrow('Line 3 says another a')
    await expect(csv('at,metric,value', '2020-05-01,"a,1')).rejects.toThrow('Line 2 has quotes that do not match')
    await expect(csv()).rejects.toThrow('The file is empty')
  })
})

describe('what others have kept', () => {
  it('is unknown where it is impossible', () => {
    expect(seenRow('skills', 200_000_001, 0, 0)).toEqual({ value: -1, group: 'skills' })
    expect(seenRow('overall', 4_600_000_000, 1, 2277)).toEqual({
      value: 4_600_000_000,
      rank: 1,
      level: 2277,
      group: 'overall',
    })
    expect(seenRow('bosses', 1.5, -1)).toEqual({ value: -1, group: 'bosses' })
    expect(seenRow('bosses', undefined, '5')).toEqual({ value: -1, group: 'bosses' })
  })

  it('has the names of the hiscores: of Wise Old Man', async () => {
    const skills = { overall: -1, runecrafting: 5 }
    const bosses = { tombs_of_amascut_expert: 3, a_new_boss: 4 }
    const [seen] = await collected(readWom(from([JSON.stringify(womSnapshot({ at, skills, bosses }))])))
    expect(seen).toEqual({
      at,
      rows: {
        overall: { value: -1, level: 1, group: 'overall' },
        runecraft: { value: 5, rank: 1000, level: 1, group: 'skills' },
        tombs_of_amascut_expert_mode: { value: 3, rank: 2000, group: 'bosses' },
        a_new_boss: { value: 4, rank: 2000, group: 'bosses' },
        lms_rank: { value: -1, group: 'activities' },
      },
    })
  })

  it('has the names of the hiscores: of TempleOSRS, where 0 is unknown', async () => {
    const skills = { Overall: 10, Attack: 0 }
    const bosses = { KreeArra: 3, 'Theatre of Blood Challenge Mode': 4, Clue_elite: 5, 'A New Boss': 6 }
    const texts = (['skills', 'bosses'] as const).map((of) =>
      JSON.stringify(templePoints([{ at, skills, bosses }], of)),
    )
    expect(await collected(readTemple(from(texts)))).toEqual([
      { at, rows: { overall: { value: 10, group: 'overall' }, attack: { value: -1, group: 'skills' } } },
      {
        at,
        rows: {
          kreearra: { value: 3, group: 'bosses' },
          theatre_of_blood_hard_mode: { value: 4, group: 'bosses' },
          clue_scrolls_elite: { value: 5, group: 'bosses' },
          a_new_boss: { value: 6, group: 'bosses' },
        },
      },
    ])
    expect(await collected(readTemple(from(['{"data":[]}'])))).toEqual([])
  })

  it('has the columns of its day: of Crystal Math Labs', async () => {
    const [seen] = await collected(readCml(from([cmlLine(at, 2300, 100), ''])))
    expect(seen!.rows.overall).toEqual({ value: 2300, rank: 900, group: 'overall' })
    expect(Object.keys(seen!.rows)).toHaveLength(24)
    expect(seen!.rows.construction).toEqual({ value: 100, rank: 800, group: 'skills' })
    await expect(collected(readCml(from(['x 1 2'])))).rejects.toThrow('Line 1 does not begin with seconds since 1970')
  })

  it('is told by exports of this tracker, null as unknown', async () => {
    const line = JSON.stringify({
      fetchedAt: '2020-05-01T10:00:00.000Z',
      overall: { rank: null, level: 32, experience: 5 },
      combatLevel: 3,
      skills: { mining: { rank: 3, level: null, experience: null } },
      bosses: { zulrah: { rank: null, kills: 7 } },
      activities: {},
    })
    expect(await collected(readLedger(from([line]), asMining))).toEqual([
      {
        at,
        line: 1,
        rows: {
          overall: { value: 5, level: 32, group: 'overall' },
          mining: { value: -1, rank: 3, level: 0, group: 'skills' },
          zulrah: { value: 7, group: 'bosses' },
        },
      },
    ])
  })
})
