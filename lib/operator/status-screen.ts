import type { systemStatus } from '../../shared/tracking/status.ts'

export type SystemStatus = Awaited<ReturnType<typeof systemStatus>>

/** A time span in its largest whole unit, as in `12 s`, `5 min`, `3 h`, `4 d`. */
const span = (seconds: number): string => {
  const [size, unit] = (
    [
      [86_400, 'd'],
      [3_600, 'h'],
      [60, 'min'],
    ] as const
  ).find(([size]) => seconds >= 2 * size) ?? [1, 's']
  return `${Math.round(seconds / size)} ${unit}`
}

const clock = (at: string | null): string => at?.slice(11, 19) ?? ''

const since = (then: string | null, now: string): string =>
  then === null ? 'never' : `${span((Date.parse(now) - Date.parse(then)) / 1000)} ago`

const lateness = ({ due, p50, p95, max }: SystemStatus['latenessSeconds']): string =>
  due === 0 ? 'nobody is due' : `${due} due, by ${span(p50)} (median), ${span(p95)} (19 of 20), ${span(max)} (most)`

const circuit = ({ state, failuresInARow, missingInARow, pausedUntil }: SystemStatus['circuit']): string => {
  const until = pausedUntil === null ? '' : ` until ${clock(pausedUntil)}`
  const failures = failuresInARow === 0 ? '' : `, ${failuresInARow} failures in a row`
  const missing = missingInARow === 0 ? '' : `, ${missingInARow} players missing in a row`
  return `${state.replace('_', ' ')}${until}${failures}${missing}`
}

const countsOf = (counts: Record<string, number>): string => {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  return some.map(([outcome, count]) => `${count} ${outcome.replaceAll('_', ' ')}`).join(', ') || 'none'
}

/** The state of a tracker in lines for a person; `title` says which. Times are in UTC. */
export const statusScreen = (title: string, status: SystemStatus): string => {
  const { players, queues, pace } = status
  const at = status.at ?? ''
  const used = Math.round(pace.usedShare * 100)
  const counted = players.countedAt ? `, the last two counted ${since(players.countedAt, at)}` : ''
  const letters = queues.deadLetters === 0 ? '' : ' (see `npx ledger dead-letters --help`)'
  const lines: [string, string][] = [
    ['last tick', since(status.lastTickAt, at)],
    [
      'players',
      `${players.total}: ${players.active} active, ${players.paused} paused, ${players.notFound} not found, ${players.failing} without a good answer${counted}`,
    ],
    ['late', lateness(status.latenessSeconds)],
    ['queues', `${queues.fetch} to fetch, ${queues.deadLetters} dead letters${letters}`],
    [
      'pace',
      `one request per ${pace.intervalSeconds} s, ${used} % of this hour used, next at ${clock(pace.nextSlotAt)}`,
    ],
    ['circuit', circuit(status.circuit)],
    ['last day', countsOf(status.fetchesLastDay)],
  ]
  const head = `${title} at ${at.slice(0, 10)} ${clock(at)} UTC`
  return [head, '', ...lines.map(([name, text]) => `${name.padEnd(10)} ${text}`)].join('\n')
}
