import { describe, expect, it } from 'vitest'
import { modes } from '../../../../shared/hiscores/boards.ts'
import { experienceForLevel } from '../../../../shared/hiscores/levels.ts'
import { buildOf, typeOf } from '../../../../shared/wom/player.ts'
import { activityRow, skillRow } from '../../../rows.ts'
import { metricsIn } from './states.ts'

const combat = ['Attack', 'Defence', 'Strength', 'Hitpoints', 'Ranged', 'Prayer', 'Magic']

/** Somebody whose skills have some levels, those for fighting the 50th unless it is said. */
const levels = (of: Record<string, number>, kills: Record<string, number> = {}) =>
  metricsIn({
    skills: Object.entries({ ...Object.fromEntries(combat.map((name) => [name, 50])), ...of }).map(([name, level]) =>
      skillRow(name, experienceForLevel(level), level, 1),
    ),
    activities: [
      activityRow('Collections Logged'),
      ...Object.entries(kills).map(([name, count]) => activityRow(name, count, 1)),
    ],
  })

const low = Object.fromEntries(combat.map((name) => [name, 1]))

describe('the build of a character', () => {
  it.each([
    ['f2p', {}, {}],
    ['f2p', {}, { Obor: 20, Bryophyta: 3, Brutus: 1 }],
    ['main', {}, { Zulrah: 1 }],
    ['main', { Slayer: 2 }, {}],
    ['f2p_lvl3', { ...low, Hitpoints: 10, Woodcutting: 80 }, {}],
    ['lvl3', { ...low, Hitpoints: 10, Agility: 80 }, {}],
    ['hp10', { Hitpoints: 10, Agility: 2 }, {}],
    ['def1', { Defence: 1, Agility: 2 }, {}],
    ['zerker', { Defence: 40, Agility: 2 }, {}],
    ['zerker', { Defence: 45, Agility: 2 }, {}],
    ['main', { Defence: 46, Agility: 2 }, {}],
  ] as [string, Record<string, number>, Record<string, number>][])(
    'is %s with %j and %j',
    async (build, skills, kills) => {
      expect(buildOf(await levels(skills, kills))).toBe(build)
    },
  )
})

it('the type of an account is that of its board, and regular on those that they do not know', () => {
  const known = { ironman: 'ironman', hardcore_ironman: 'hardcore', ultimate_ironman: 'ultimate' }
  for (const mode of modes) expect(typeOf({ mode })).toBe(known[mode as keyof typeof known] ?? 'regular')
})
