import { describe, expect, it } from 'vitest'
import { milestoneWords } from '../../../../web/app/words/milestones.ts'

describe('the words for a milestone', () => {
  it.each([
    ['attack', 'level', 99, 'Attack', 'Attack, level 99'],
    ['attack', 'experience', 50_000_000, 'Attack', 'Attack, 50M experience'],
    ['overall', 'experience', 4_600_000_000, 'Overall', 'Overall, 4.6B experience'],
    ['overall', 'total_level', 2_277, 'Overall', 'Total level 2,277'],
    ['overall', 'combat_level', 126, 'Overall', 'Combat level 126'],
    ['overall', 'base_level', 70, 'Overall', 'Level 70 in every skill'],
    ['zulrah', 'kills', 1, 'Zulrah', 'Zulrah, 1 kill'],
    ['zulrah', 'kills', 1_000, 'Zulrah', 'Zulrah, 1,000 kills'],
    ['clue_scrolls_all', 'score', 500, 'Clue Scrolls (all)', 'Clue Scrolls (all), 500'],
    ['mining', 'rank', 1_000, 'Mining', 'Mining, among the first 1,000'],
    ['overall', 'rank', 1, 'Overall', 'Overall, first of all'],
  ] as const)('of %s, %s %i', (metric, kind, threshold, name, words) => {
    expect(milestoneWords({ metric, kind, threshold }, name)).toBe(words)
  })
})
