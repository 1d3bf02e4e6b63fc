import { combatLevel } from '../hiscores/levels.ts'
import { isoTime } from '../http/time.ts'
import type { Player } from '../players/players.ts'
import type { State } from '../snapshots/items.ts'
import { type Reading, readingsOf } from '../snapshots/readings.ts'

const skill = ({ rank, level, value }: Reading) => ({ rank, level, experience: value })

/** The statistics of a stored state as the API shows them; null is unknown. */
export const statistics = (state: State) => {
  const all = readingsOf(state)
  const levels = new Map(all.map(({ metric, level }) => [metric, level]))
  const of = <T>(group: Reading['group'], shape: (reading: Reading) => T): Record<string, T> =>
    Object.fromEntries(
      all.filter((reading) => reading.group === group).map((reading) => [reading.metric, shape(reading)]),
    )
  return {
    overall: of('overall', skill).overall ?? null,
    combatLevel: combatLevel((name) => levels.get(name) ?? null),
    skills: of('skills', skill),
    bosses: of('bosses', ({ rank, value }) => ({ rank, kills: value })),
    activities: of('activities', ({ rank, value }) => ({ rank, score: value })),
  }
}

/** A player's statistics at one moment, as the API shows them. */
export const statsView = ({ username, mode }: Player, state: State) => ({
  username,
  mode,
  fetchedAt: isoTime(state.at),
  ...statistics(state),
})
