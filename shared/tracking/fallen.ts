import type { Rows } from '../hiscores/answer.ts'
import type { Issue } from '../http/errors.ts'
import { readings } from '../snapshots/readings.ts'

/** The values that are lower than before, which those of one and the same character cannot be; `when` ends the sentences. */
export const fallen = (before: Rows, after: Rows, when: string): Issue[] => {
  const now = readings(after)
  return [...readings(before).values()].flatMap(({ metric, value, rating }) => {
    const next = now.get(metric)?.value ?? null
    if (rating || value === null || next === null || next >= value) return []
    return [{ path: metric, message: `was ${value} and is ${next} ${when}` }]
  })
}
