import { describe, expect, it } from 'vitest'
import { experienceForLevel } from '../../../../shared/hiscores/levels.ts'
import { between, kinds, ladderOf, topOf, topsEntered } from '../../../../shared/milestones/ladders.ts'
import { measuresOf, nameOf } from '../../../../shared/milestones/measures.ts'
import { readings } from '../../../../shared/snapshots/readings.ts'
import { activityRow, skillRow } from '../../../rows.ts'

describe('the ladders', () => {
  it('go upwards, for rows that nobody has heard of as well', () => {
    for (const kind of kinds) {
      for (const metric of ['overall', 'mining', 'zulrah', 'tzkal_zuk', 'clue_scrolls_all', 'something_new']) {
        const ladder = ladderOf(kind, metric, kind === 'total_level' ? 2_376 : undefined)
        expect(ladder.length, `${kind} ${metric}`).toBeGreaterThan(0)
        expect([...ladder].sort((a, b) => a - b)).toEqual(ladder)
        expect(new Set(ladder).size).toBe(ladder.length)
      }
    }
  })

  it('have every tenth level, and each from 90 on', () => {
    expect(ladderOf('level', 'mining')).toEqual([
      10, 20, 30, 40, 50, 60, 70, 80, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
    ])
    expect(ladderOf('base_level', 'overall')).toEqual(ladderOf('level', 'mining'))
  })

  it('go on beyond level 99 by experience, and to 4.6 billion in all', () => {
    expect(ladderOf('experience', 'mining')).toEqual([50_000_000, 100_000_000, 200_000_000])
    expect(ladderOf('experience', 'overall').at(-1)).toBe(4_600_000_000)
  })

  it('have every hundredth total level, and each of the last 25 that there are', () => {
    const ladder = ladderOf('total_level', 'overall', 24 * 99)
    expect(ladder.slice(0, 3)).toEqual([100, 200, 300])
    expect(ladder.slice(-26)).toEqual([2_300, ...Array.from({ length: 25 }, (_, index) => 2_352 + index)])
  })

  it('end with the 126th combat level', () => {
    expect(ladderOf('combat_level', 'overall').at(-1)).toBe(126)
  })

  it('are those that fit a row', () => {
    expect(ladderOf('kills', 'tzkal_zuk')[0]).toBe(1)
    expect(ladderOf('kills', 'something_new')).toEqual(ladderOf('kills', 'zulrah'))
  })

  it('are climbed above one value, up to another', () => {
    expect(between([10, 20, 30], 10, 30)).toEqual([20, 30])
    expect(between([10, 20, 30], 30, 10)).toEqual([])
  })

  it('know the tops of ranks', () => {
    expect([1, 10, 742, 100_001].map(topOf)).toEqual([1, 10, 1_000, Number.POSITIVE_INFINITY])
    expect(topsEntered(1_200, 80)).toEqual([1_000, 100])
    expect(topsEntered(1_000, 1_000)).toEqual([])
    expect(topsEntered(80, 1_200)).toEqual([])
  })
})

describe('what a state tells', () => {
  const told = (...names: string[]) => {
    const rows = {
      skills: [
        skillRow('Overall', 20_000_000, 105, 90_000),
        skillRow('Mining', 13_034_431, 0),
        skillRow('Attack', 5, 1),
      ],
      activities: [
        activityRow('LMS - Rank', 1_400, 900),
        activityRow('Collections Logged', 310),
        activityRow('Zulrah', 7),
      ],
    }
    const measures = measuresOf(readings(rows).values())
    return names.map((name) => measures.find((measure) => nameOf(measure) === name)?.value)
  }

  it('is a level by its experience where the row tells none', () => {
    expect(experienceForLevel(99)).toBe(13_034_431)
    expect(told('level mining', 'experience mining', 'base_level overall')).toEqual([99, 13_034_431, 1])
  })

  it('is the whole character by its overall row, as far as it is known', () => {
    expect(told('total_level overall', 'experience overall', 'combat_level overall')).toEqual([105, 20_000_000, null])
  })

  it('is a count or a score, but none of a rating, which has a rank', () => {
    expect(told('kills zulrah', 'score collections_logged', 'score lms_rank', 'rank lms_rank')).toEqual([
      ...[7, 310, undefined, 900],
    ])
  })
})
