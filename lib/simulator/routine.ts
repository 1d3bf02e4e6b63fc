/** Something that is done again and again: what it brings, by row name, each time that so many seconds have passed. */
interface Habit {
  everySeconds: number
  brings: Readonly<Record<string, number>>
}

/** A stretch of time with the habits kept to in it; without any it is a rest. */
interface Session {
  seconds: number
  habits: readonly Habit[]
}

/** Sessions one after another, from the start again when the last is over. */
export type Routine = readonly Session[]

/** All that a routine has brought after so many seconds, by row name: whole numbers that never fall as time passes. */
export const gained = (routine: Routine, seconds: number): Map<string, number> => {
  const total = new Map<string, number>()
  const roundSeconds = routine.reduce((sum, session) => sum + session.seconds, 0)
  if (roundSeconds === 0) return total
  const rounds = Math.floor(seconds / roundSeconds)
  let rest = seconds - rounds * roundSeconds
  for (const session of routine) {
    const current = Math.min(rest, session.seconds)
    for (const { everySeconds, brings } of session.habits) {
      const times = rounds * Math.floor(session.seconds / everySeconds) + Math.floor(current / everySeconds)
      for (const [row, amount] of Object.entries(brings)) total.set(row, (total.get(row) ?? 0) + times * amount)
    }
    rest -= current
  }
  return total
}
