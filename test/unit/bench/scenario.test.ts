import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../shared/log.ts'
import { faultsIn, runScenario } from '../../bench/scenario.ts'

beforeAll(() => log.setLogLevel('SILENT'))

describe('some days of tracking', () => {
  it('lose nothing, store nothing wrong or twice and keep the pace, with outage, 429s, lies and a crash every hour', async () => {
    const figures = await runScenario({ players: 60, days: 3, seed: 7 })
    expect(faultsIn(figures)).toEqual([])
    expect(figures).toMatchObject({ wrongValues: 0, seams: 0, reviews: 0, leftForADay: 0 })
    for (const told of Object.values(figures.lies)) expect(told).toBeGreaterThan(0)
    expect(figures.crashes).toBeGreaterThan(30)
    expect(figures.milestones).toBeGreaterThan(20)
    expect(figures.snapshots).toBeGreaterThan(60)
    expect(figures.requests).toBeGreaterThan(1_000)
  })

  it('are fair when there are twice as many players as the pace allows, and leave no slot unused', async () => {
    // 300 requests in five minutes, at a pace that allows 149.
    const { latenessSeconds, slotUse, busyHours, ...figures } = await runScenario({
      players: 300,
      days: 0.125,
      seed: 7,
      fixedMinutes: 5,
      calm: true,
    })
    expect(faultsIn({ latenessSeconds, slotUse, busyHours, ...figures })).toEqual([])
    expect(latenessSeconds.mean).toBeGreaterThan(240)
    expect(latenessSeconds.max).toBeLessThanOrEqual(2 * latenessSeconds.mean)
    expect(busyHours).toBeGreaterThan(2.5)
    expect(slotUse).toBeGreaterThanOrEqual(0.99)
  })
})
