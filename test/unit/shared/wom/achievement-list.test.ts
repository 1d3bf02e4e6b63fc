import { METRICS } from '@wise-old-man/utils'
import { describe, expect, it } from 'vitest'
import { ladderOf } from '../../../../shared/milestones/ladders.ts'
import { achievementTypes } from '../../../../shared/wom/achievement-list.ts'

const named = new Map(achievementTypes.map((type) => [type.name, type]))

describe('the achievements', () => {
  it('are those that there are, each under a name of its own', () => {
    expect(achievementTypes).toHaveLength(434)
    expect(named.size).toBe(434)
    for (const { metric } of achievementTypes) expect(METRICS).toContain(metric)
  })

  it.each([
    '100m Overall Exp.',
    '4.60b Overall Exp.',
    'Base 70 Stats',
    'Maxed Overall',
    '99 Attack',
    '50m Runecrafting',
    '500 Zulrah kills',
    '5k Zulrah kills',
    '500 Barrows Chests',
    '250 Lunar Chests',
    '200 TzKal-Zuk kills',
    '200 Clue Scrolls (Beginner)',
    '1k Bounty Hunter (Hunter) score',
    '15k Last Man Standing score',
    '20k Soul Wars Zeal',
    '1.1k Collection Logs',
  ])('are called as they are there: %s', (name) => {
    expect(named.has(name)).toBe(true)
  })

  it('of all skills count what each skill has of it', () => {
    const { threshold, currentOf } = named.get('Maxed Overall')!
    expect(threshold).toBe(24 * 13_034_431)
    const skills = Object.fromEntries(METRICS.map((metric) => [metric, { experience: 20_000_000 }]))
    expect(currentOf({ skills } as never)).toBe(threshold)
    expect(currentOf({ skills: { ...skills, mining: { experience: -1 } } } as never)).toBe(threshold - 13_034_431)
  })

  it('are milestones, so that it is known when they were reached, but for those of ratings', () => {
    const here: Record<string, string> = {
      runecrafting: 'runecraft',
      tombs_of_amascut_expert: 'tombs_of_amascut_expert_mode',
    }
    const without = achievementTypes.filter(
      ({ metric, kind, step }) => !ladderOf(kind, here[metric] ?? metric).includes(step),
    )
    expect(new Set(without.map(({ metric }) => metric))).toEqual(new Set(['last_man_standing']))
  })
})
