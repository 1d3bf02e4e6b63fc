import { describe, expect, it } from 'vitest'
import { classify, slugOf } from '../../../../shared/hiscores/metrics.ts'
import { captures } from '../../../captures.ts'

const kinds = (names: readonly string[]) => Object.fromEntries(classify(names).map(({ slug, kind }) => [slug, kind]))

describe('slugOf', () => {
  it.each([
    ['Chambers of Xeric: Challenge Mode', 'chambers_of_xeric_challenge_mode'],
    ["K'ril Tsutsaroth", 'kril_tsutsaroth'],
    ['K’ril Tsutsaroth', 'kril_tsutsaroth'],
    ['Clue Scrolls (all)', 'clue_scrolls_all'],
    ['Bounty Hunter (Legacy) - Rogue', 'bounty_hunter_legacy_rogue'],
    ['TzKal-Zuk', 'tzkal_zuk'],
    ['  A  new -- Thing 2! ', 'a_new_thing_2'],
  ])('of %j is %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })
})

describe('classify', () => {
  it('tells ratings, other activities and bosses apart', () => {
    const names = ['League Points', 'LMS - Rank', 'PvP Arena - Rank', 'Collections Logged', 'Zulrah']
    expect(classify(names)).toEqual([
      { slug: 'league_points', kind: 'activity' },
      { slug: 'lms_rank', kind: 'rating' },
      { slug: 'pvp_arena_rank', kind: 'rating' },
      { slug: 'collections_logged', kind: 'activity' },
      { slug: 'zulrah', kind: 'boss' },
    ])
  })

  it('takes an unknown row behind the last known non-boss for a boss, and one before it for an activity', () => {
    expect(kinds(['Brand New Points', 'Rifts closed', 'Brand New Boss'])).toEqual({
      brand_new_points: 'activity',
      rifts_closed: 'activity',
      brand_new_boss: 'boss',
    })
  })

  it('takes no rows as none', () => {
    expect(classify([])).toEqual([])
  })

  const all = captures()
  describe.skipIf(all.length === 0)('of the real answers', () => {
    // How many rows are not bosses, counted by hand: Colosseum Glory came in March 2024, Collections Logged in 2025.
    const nonBosses: Record<string, number> = {
      'b0aty-2023-08-11.json': 16,
      'b0aty-2023-12-17.json': 17,
      'b0aty-2024-03-20.json': 18,
      'b0aty-2024-08-28.json': 18,
      'b0aty-2025-02-07.json': 19,
      'roll-the-j-2026-08-12.json': 20,
      'roll-the-j-2026-08-20.json': 20,
    }

    it.each(all)('$file: everything from Abyssal Sire on is a boss, and nothing before', ({ file, answer }) => {
      const names = answer.activities.map(({ name }) => name)
      const metrics = classify(names)
      const first = names.indexOf('Abyssal Sire')
      expect(first).toBe(nonBosses[file])
      expect(metrics.slice(0, first).some(({ kind }) => kind === 'boss')).toBe(false)
      expect(metrics.slice(first).every(({ kind }) => kind === 'boss')).toBe(true)
      expect(metrics.filter(({ kind }) => kind === 'rating').map(({ slug }) => slug)).toEqual([
        'lms_rank',
        'pvp_arena_rank',
      ])
      expect(new Set(metrics.map(({ slug }) => slug)).size).toBe(names.length)
    })
  })
})
