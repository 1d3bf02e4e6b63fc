import type { Rows } from '../../shared/hiscores/answer.ts'
import type { Mode } from '../../shared/hiscores/boards.ts'
import { maxExperience } from '../../shared/hiscores/levels.ts'
import { type Earlier, judge } from '../../shared/lives/judge.ts'
import { type Random, seeded } from './random.ts'

/*
 * Players of every kind, all of them honest, and what the tracker would think of them. The hiscores move when somebody logs
 * out, so what was played for a day may lie between two answers of which one comes a minute after the other.
 */

/** What somebody has played between two answers. */
interface Play {
  hours: number
  /** Experience an hour, in one skill at a time. */
  experience: number
  /** Kills an hour, of one boss at a time. */
  kills: number
  /** Between the two answers. */
  elapsedMs: number
}

interface Kind {
  mode?: Mode
  /** How many days each of `plays` stands for. */
  days?: number
  plays: (random: Random) => Play[]
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// A day's play: nobody has done without any sleep for longer.
const longestHours = 22

const lump = (random: Random, experience: number, kills: number): Play[] => [
  {
    hours: random.between(1, longestHours),
    experience: random.between(1, experience),
    kills: random.between(0, kills),
    elapsedMs: random.between(minute, hour),
  },
]

/** Of the fastest skills two and a half million an hour; of the bosses that are killed most often 150. */
export const honestKinds: Record<string, Kind> = {
  evening: {
    plays: (random) =>
      [1, 2].map((hours) => ({
        hours,
        experience: random.between(10_000, 400_000),
        kills: random.between(0, 40),
        elapsedMs: random.between(30 * minute, 12 * hour),
      })),
  },
  'a day in one lump': { plays: (random) => lump(random, 1_000_000, 60) },
  'the fastest skills': {
    plays: (random) => [{ ...lump(random, 1, 0)[0]!, hours: longestHours, experience: 2_500_000 }],
  },
  'many bosses': {
    plays: (random) => [{ ...lump(random, 200_000, 0)[0]!, hours: longestHours, kills: 150 }],
  },
  leagues: { mode: 'leagues', plays: (random) => lump(random, 40_000_000, 2_000) },
  deadman: { mode: 'deadman', plays: (random) => lump(random, 25_000_000, 1_000) },
  'back after a month away': {
    days: 30,
    plays: (random) => [{ ...lump(random, 2_500_000, 150)[0]!, elapsedMs: random.between(minute, 30 * day) }],
  },
  'played through a month without answers': {
    days: 30,
    plays: () => [{ hours: 30 * longestHours, experience: 2_500_000, kills: 150, elapsedMs: 30 * day }],
  },
}

const skills = ['Attack', 'Prayer', 'Fletching', 'Construction']
const bosses = ['Zulrah', 'Vorkath']

/** One character, from some experience on, up to what the game allows. */
class Character {
  readonly #random: Random
  readonly #experience: number[]
  readonly #kills: number[]

  constructor(random: Random) {
    this.#random = random
    this.#experience = skills.map(() => random.between(0, random.oneIn(2) ? 100_000 : 150_000_000))
    this.#kills = bosses.map(() => random.between(0, 500))
  }

  /** Plays in some parts, each with a skill and a boss of its own. */
  play({ hours, experience, kills }: Play): void {
    const parts = this.#random.between(1, 3)
    for (let part = 0; part < parts; part++) {
      const skill = this.#random.between(0, skills.length - 1)
      const boss = this.#random.between(0, bosses.length - 1)
      const more = this.#experience[skill]! + Math.floor((experience * hours) / parts)
      this.#experience[skill] = Math.min(maxExperience, more)
      this.#kills[boss]! += Math.floor((kills * hours) / parts)
    }
  }

  /** As the hiscores show it: ranks drift, ratings and some counts fall, and what is low, or bad, is not known. */
  rows(): Rows {
    const random = this.#random
    const rank = random.between(1, 2_000_000)
    const known = (value: number): number => (random.oneIn(200) ? -1 : value)
    const overall = this.#experience.reduce((sum, xp) => sum + xp, 0)
    return {
      skills: [
        { name: 'Overall', rank, level: 1, xp: known(overall) },
        ...skills.map((name, index) => ({ name, rank, level: 1, xp: known(this.#experience[index]!) })),
      ],
      activities: [
        { name: 'League Points', rank, score: random.between(0, 50_000) },
        { name: 'LMS - Rank', rank, score: random.between(400, 900) },
        { name: 'Collections Logged', rank, score: random.between(300, 310) },
        ...bosses.map((name, index) => {
          const kills = this.#kills[index]!
          return { name, rank, score: known(kills < 5 ? -1 : kills) }
        }),
      ],
    }
  }
}

// As many as are looked at before an answer that does not know all.
const mostEarlier = 12

// So long a life; by then the fastest have all that the game allows.
const lifeDays = 60

/** How many days of how many answers were judged, and what was thought of answers that could not follow. */
export const suspicions = (days: number, seed: number, kinds: Record<string, Kind> = honestKinds) => {
  const random = seeded(seed)
  const result = { days: 0, answers: 0, suspected: 0, of: new Map<string, number>() }
  while (result.days < days) {
    for (const [name, { mode = 'regular', days: each = 1, plays }] of Object.entries(kinds)) {
      const character = new Character(random)
      let before = character.rows()
      // What a bad row hides from the answer before is taken from those before that one.
      let earlier: Earlier[] = []
      for (let passed = 0; passed < lifeDays; passed += each) {
        for (const play of plays(random)) {
          character.play(play)
          const after = character.rows()
          result.answers += 1
          // Of a lump the last answer before it may be a minute old, but what is in it took its time to play.
          const passedMs = Math.max(play.elapsedMs, play.hours * hour)
          const since = earlier.map(({ rows, elapsedMs }) => ({ rows, elapsedMs: elapsedMs + passedMs }))
          if (!judge(before, after, play.elapsedMs, mode, { earlier: since }).fits) {
            result.suspected += 1
            result.of.set(name, (result.of.get(name) ?? 0) + 1)
          }
          earlier = [{ rows: before, elapsedMs: passedMs }, ...since].slice(0, mostEarlier)
          before = after
        }
        result.days += each
      }
    }
  }
  return result
}
