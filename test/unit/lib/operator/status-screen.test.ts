import { describe, expect, it } from 'vitest'
import { type SystemStatus, statusScreen } from '../../../../lib/operator/status-screen.ts'
import { outcomes } from '../../../../shared/players/players.ts'

const noCounts = () => Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as SystemStatus['fetchesLastDay']

const healthy: SystemStatus = {
  at: '2026-11-26T13:45:10.250Z',
  lastTickAt: '2026-11-26T13:44:58.000Z',
  players: { total: 120, active: 110, paused: 8, notFound: 2, failing: 1 },
  latenessSeconds: { due: 3, p50: 12.4, p95: 130, max: 7_300 },
  queues: { fetch: 4, deadLetters: 0 },
  pace: { intervalSeconds: 2, nextSlotAt: '2026-11-26T13:45:12.000Z', usedShare: 0.254 },
  circuit: { state: 'closed', failuresInARow: 0, missingInARow: 0, pausedUntil: null },
  fetchesLastDay: { ...noCounts(), changed: 400, unchanged: 1_200, not_found: 1 },
  renamedMetrics: [],
}

describe('the screen of the status', () => {
  it('says all that the API says, a line for each', () => {
    expect(statusScreen('stage prod', healthy)).toBe(`stage prod at 2026-11-26 13:45:10 UTC

last tick  12 s ago
players    120: 110 active, 8 paused, 2 not found, 1 without a good answer
late       3 due, by 12 s (median), 2 min (19 of 20), 2 h (most)
queues     4 to fetch, 0 dead letters
pace       one request per 2 s, 25 % of this hour used, next at 13:45:12
circuit    closed
last day   400 changed, 1200 unchanged, 1 not found`)
  })

  it('says what a person has to look at', () => {
    const screen = statusScreen('stage prod', {
      ...healthy,
      lastTickAt: null,
      latenessSeconds: { due: 0, p50: 0, p95: 0, max: 0 },
      queues: { fetch: 0, deadLetters: 3 },
      circuit: { state: 'open', failuresInARow: 7, missingInARow: 5, pausedUntil: '2026-11-26T14:15:10.250Z' },
      fetchesLastDay: noCounts(),
    })
    expect(screen).toContain('last tick  never\n')
    expect(screen).toContain('late       nobody is due\n')
    expect(screen).toContain('3 dead letters (see `npx ledger dead-letters --help`)\n')
    expect(screen).toContain('circuit    open until 14:15:10, 7 failures in a row, 5 players missing in a row\n')
    expect(screen).toContain('last day   none')
  })

  it('says of many players when they were counted', () => {
    const players = { ...healthy.players, countedAt: '2026-11-26T11:45:10.000Z' }
    expect(statusScreen('stage prod', { ...healthy, players })).toMatch(/^players .*, the last two counted 2 h ago$/m)
  })
})
