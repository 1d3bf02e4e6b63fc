import { ACTIVITIES, BOSSES, COMPUTED_METRICS, SKILLS } from '@wise-old-man/utils'
import { describe, expect, it } from 'vitest'
import { captures } from '../../../captures.ts'
import { activityRow, skillRow } from '../../../rows.ts'
import { metricsIn } from './states.ts'

describe('a snapshot', () => {
  it('has every metric, and -1 for what is not known', async () => {
    const { skills, bosses, activities, computed } = await metricsIn({ skills: [], activities: [] })
    expect(Object.keys(skills).sort()).toEqual([...SKILLS].sort())
    expect(Object.keys(bosses).sort()).toEqual([...BOSSES].sort())
    expect(Object.keys(activities).sort()).toEqual([...ACTIVITIES].sort())
    expect(Object.keys(computed).sort()).toEqual([...COMPUTED_METRICS].sort())
    expect(skills.sailing).toEqual({ metric: 'sailing', experience: -1, rank: -1, level: 1, ehp: 0 })
    // Of every skill the first level.
    expect(skills.overall).toEqual({ metric: 'overall', experience: -1, rank: -1, level: 24, ehp: 0 })
    expect(bosses.zulrah).toEqual({ metric: 'zulrah', kills: -1, rank: -1, ehb: 0 })
    expect(activities.pvp_arena).toEqual({ metric: 'pvp_arena', score: -1, rank: -1 })
    expect(computed.ehb).toEqual({ metric: 'ehb', value: 0, rank: -1 })
  })

  it('has metrics under the names that they have there', async () => {
    const { skills, bosses, activities } = await metricsIn({
      skills: [skillRow('Runecraft', 100, 2, 7)],
      activities: [
        activityRow('LMS - Rank', 600, 5),
        activityRow('PvP Arena - Rank', 2_500, 6),
        activityRow('Rifts closed', 30, 8),
        activityRow('Collections Logged', 500, 9),
        activityRow('Tombs of Amascut: Expert Mode', 12, 10),
      ],
    })
    expect(skills.runecrafting).toEqual({ metric: 'runecrafting', experience: 100, rank: 7, level: 2, ehp: 0 })
    expect(activities).toMatchObject({
      last_man_standing: { score: 600 },
      pvp_arena: { score: 2_500 },
      guardians_of_the_rift: { score: 30 },
    })
    expect(bosses.tombs_of_amascut_expert.kills).toBe(12)
  })

  it('has a value without a rank where the hiscores do, and no experience at all for none that is known', async () => {
    const { skills, bosses } = await metricsIn({
      skills: [skillRow('Overall', 0), skillRow('Attack', 90, 1)],
      activities: [activityRow('Collections Logged'), activityRow('Zulrah', 3)],
    })
    expect(skills.overall.experience).toBe(-1)
    expect(skills.attack).toMatchObject({ experience: 90, rank: -1, level: 1 })
    expect(bosses.zulrah).toMatchObject({ kills: 3, rank: -1 })
  })

  it.for(captures())('of $file misses no row that they know', async ({ file, answer }) => {
    const { skills, bosses, activities } = await metricsIn(answer)
    const known = [...Object.values(skills).map(({ experience }) => experience)]
    expect([file, known.filter((experience) => experience > 0).length]).toEqual([
      file,
      answer.skills.filter(({ xp }) => xp > 0).length,
    ])
    const absent = ['Grid Points', 'League Points', 'Deadman Points']
    const scores = answer.activities.filter(
      ({ name, score }) => score > 0 && !/Legacy/.test(name) && !absent.includes(name),
    )
    const found = [
      ...Object.values(bosses).map(({ kills }) => kills),
      ...Object.values(activities).map(({ score }) => score),
    ]
    expect(found.filter((each) => each > 0).sort()).toEqual(scores.map(({ score }) => score).sort())
  })
})
