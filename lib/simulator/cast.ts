import type { Character } from './character.ts'
import type { Routine } from './routine.ts'
import { bossNames, skillNames } from './rows.ts'

const minutes = (count: number): number => count * 60
const everyBoss = (kills: number): Record<string, number> => Object.fromEntries(bossNames.map((name) => [name, kills]))
const everySkill = (experience: number): Record<string, number> =>
  Object.fromEntries(skillNames.map((name) => [name, experience]))

// Something happens every five seconds, whatever the session.
const busy: Routine = [
  {
    seconds: minutes(20),
    habits: [
      { everySeconds: 5, brings: { Magic: 25, Hitpoints: 8 } },
      { everySeconds: 30, brings: { Slayer: 60 } },
      { everySeconds: 90, brings: { Zulrah: 1 } },
    ],
  },
  { seconds: minutes(10), habits: [{ everySeconds: 4, brings: { Woodcutting: 20 } }] },
  { seconds: minutes(10), habits: [{ everySeconds: 5, brings: { Sailing: 30 } }] },
  {
    seconds: minutes(15),
    habits: [
      { everySeconds: 5, brings: { Ranged: 24, Hitpoints: 8, Defence: 6 } },
      { everySeconds: 75, brings: { Vorkath: 1 } },
    ],
  },
  { seconds: minutes(5), habits: [{ everySeconds: 5, brings: { Farming: 35 } }] },
]

const steady: Routine = [
  { seconds: minutes(10), habits: [{ everySeconds: 5, brings: { Mining: 18 } }] },
  {
    seconds: minutes(10),
    habits: [
      { everySeconds: 6, brings: { Strength: 20, Hitpoints: 7 } },
      { everySeconds: 120, brings: { 'Barrows Chests': 1 } },
    ],
  },
  { seconds: minutes(5), habits: [{ everySeconds: 10, brings: { Cooking: 30 } }] },
]

/** The characters with a name and a part of their own. Each name is known to the simulator in any spelling. */
export const cast: readonly Character[] = [
  {
    name: 'Zezima',
    about: 'Always busy: gains experience every few seconds, in one skill after another, and kills Zulrah and Vorkath.',
    boards: { regular: {} },
    start: {
      ...everySkill(14_000_000),
      Zulrah: 2_400,
      Vorkath: 1_100,
      'Clue Scrolls (all)': 310,
      'Collections Logged': 870,
    },
    routine: busy,
  },
  {
    name: 'Lynx Titan',
    about:
      'Maxed: 200,000,000 experience in every skill, 4.8 billion in all. A clue scroll every ten minutes is all that changes.',
    boards: { regular: {} },
    start: {
      ...everySkill(200_000_000),
      ...everyBoss(1_000),
      'Clue Scrolls (all)': 5_000,
      'Clue Scrolls (master)': 800,
    },
    routine: [
      {
        seconds: minutes(10),
        habits: [{ everySeconds: minutes(10), brings: { 'Clue Scrolls (all)': 1, 'Clue Scrolls (master)': 1 } }],
      },
    ],
  },
  {
    name: 'Idle Hands',
    about: 'Never plays: nothing changes but the ranks.',
    boards: { regular: {} },
    start: { ...everySkill(750_000), Zulrah: 120, 'Barrows Chests': 45, Mimic: 1 },
    routine: [],
  },
  {
    name: 'Slow Burner',
    about: 'Plays now and then: 500 experience in Fishing every fifteen minutes.',
    boards: { regular: {} },
    start: { ...everySkill(2_000_000), Tempoross: 60 },
    routine: [{ seconds: minutes(15), habits: [{ everySeconds: minutes(15), brings: { Fishing: 500 } }] }],
  },
  {
    name: 'Old Timer',
    about:
      'Unranked rows have the old shape (-1, unknown) for two minutes after the start, then the new one (the value).',
    boards: { regular: {} },
    start: {
      Attack: 900_000,
      Strength: 1_100_000,
      Hitpoints: 800_000,
      Mining: 250_000,
      'Barrows Chests': 3,
      'Soul Wars Zeal': 150,
    },
    routine: [],
    oldShapeSeconds: minutes(2),
  },
  {
    name: 'Iron Will',
    about: 'An ironman: the same experience on the regular and the ironman board.',
    boards: { regular: {}, ironman: {} },
    start: { ...everySkill(5_000_000), 'Barrows Chests': 200 },
    routine: steady,
  },
  {
    name: 'Hard Luck',
    about: 'A hardcore ironman who is alive: the same experience on the regular, ironman and hardcore boards.',
    boards: { regular: {}, ironman: {}, hardcore_ironman: {} },
    start: { ...everySkill(3_000_000), 'Barrows Chests': 80 },
    routine: steady,
  },
  {
    name: 'Died Once',
    about: 'Was a hardcore ironman and is an ironman: the hardcore board stopped long ago.',
    boards: { regular: {}, ironman: {}, hardcore_ironman: { leftAfter: minutes(60) } },
    start: { ...everySkill(2_500_000), 'Barrows Chests': 40 },
    routine: steady,
  },
  {
    name: 'Ultra Light',
    about: 'An ultimate ironman: the same experience on the regular, ironman and ultimate boards.',
    boards: { regular: {}, ironman: {}, ultimate_ironman: {} },
    start: { ...everySkill(1_500_000), 'Barrows Chests': 30 },
    routine: steady,
  },
  {
    name: 'Ex Iron',
    about: 'Left the ironman mode: the regular board shows more than the ironman board, which stopped long ago.',
    boards: { regular: {}, ironman: { leftAfter: minutes(60) } },
    start: { ...everySkill(4_000_000), 'Barrows Chests': 150 },
    routine: steady,
  },
  {
    name: 'Level Three',
    about: 'A skiller without combat: on the regular and the skiller board.',
    boards: { regular: {}, skiller: {} },
    start: { Woodcutting: 9_000_000, Fishing: 7_000_000, Mining: 4_000_000 },
    routine: [{ seconds: minutes(10), habits: [{ everySeconds: 5, brings: { Woodcutting: 15 } }] }],
  },
  {
    name: 'One Defence',
    about: 'A pure with level 1 in Defence: on the regular and the skiller-defence board.',
    boards: { regular: {}, skiller_defence: {} },
    start: { Attack: 2_000_000, Strength: 9_000_000, Hitpoints: 6_000_000, Ranged: 8_000_000 },
    routine: [{ seconds: minutes(10), habits: [{ everySeconds: 5, brings: { Strength: 20, Hitpoints: 7 } }] }],
  },
  {
    name: 'Season Pass',
    about: 'Plays every season: on the regular, deadman, leagues, tournament and fresh-start boards.',
    boards: { regular: {}, deadman: {}, leagues: {}, tournament: {}, fresh_start: {} },
    start: { ...everySkill(1_000_000), 'League Points': 12_000, 'Deadman Points': 300, 'LMS - Rank': 1_400 },
    routine: steady,
  },
]
