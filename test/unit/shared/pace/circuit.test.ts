import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Circuit, circuitOf, isMissingMany, judge, type Verdict } from '../../../../shared/pace/circuit.ts'

const quiet: Circuit = { pausedUntil: 0, trialUntil: 0, failures: 0, missed: [] }
const now = 100 * 86_400_000
const hour = 3_600_000

const lost = (player: string): Verdict => ({ kind: 'lost', player })
const seen = (verdicts: readonly Verdict[], circuit = quiet, at = now): Circuit =>
  verdicts.reduce((state, verdict) => judge(state, verdict, at), circuit)

const fourLost = ['a', 'b', 'c', 'd'].map(lost)

describe('players that go missing one after another', () => {
  it('open the circuit when they are five', () => {
    expect(circuitOf(seen(fourLost), now)).toMatchObject({ state: 'closed', missingInARow: 4 })
    const open = seen([...fourLost, lost('e')])
    expect(circuitOf(open, now)).toMatchObject({ state: 'open', missingInARow: 5 })
    expect(open.pausedUntil).toBe(now + 60_000)
    expect(isMissingMany(open, now)).toBe(true)
  })

  it('count once each', () => {
    expect(isMissingMany(seen([...fourLost, lost('a'), lost('d')]), now)).toBe(false)
  })

  it('count also when requests fail in between, and from the start when somebody is found', () => {
    const failed: Verdict = { kind: 'failed' }
    expect(isMissingMany(seen([...fourLost, failed, lost('e')]), now)).toBe(true)
    expect(isMissingMany(seen([...fourLost, { kind: 'found' }, lost('e')]), now)).toBe(false)
  })

  it('make every 404 a failure, with pauses that double, until somebody is found', () => {
    let circuit = seen([...fourLost, lost('e')])
    const pauses: number[] = []
    for (const verdict of [{ kind: 'missing' }, lost('f'), { kind: 'failed' }, lost('a')] as Verdict[]) {
      const at = circuit.pausedUntil
      circuit = judge(circuit, verdict, at)
      pauses.push((circuit.pausedUntil - at) / 60_000)
    }
    expect(pauses).toEqual([2, 4, 8, 16])
    const closed = judge(circuit, { kind: 'found' }, circuit.pausedUntil)
    expect(closed).toMatchObject({ failures: 0, missed: [] })
    expect(circuitOf(closed, closed.pausedUntil).state).toBe('closed')
  })

  it('are closed by nothing else than somebody who is found', () => {
    const open = seen([...fourLost, lost('e')])
    const later = open.pausedUntil
    for (const kind of ['odd', 'unknown', 'missing', 'failed'] as const) {
      expect(circuitOf(judge(open, { kind }, later), later).state).not.toBe('closed')
    }
  })

  it('are no outage when that lasts for more than a day', () => {
    const open = seen([...fourLost, lost('e')])
    const nextDay = now + 24 * hour + 1
    const closed = judge(open, lost('f'), nextDay)
    expect(circuitOf(closed, nextDay).state).toBe('closed')
    expect(circuitOf(seen(['g', 'h', 'i', 'j', 'k'].map(lost), closed, nextDay), nextDay).state).toBe('closed')
    // The row ends with somebody who is found, and another one may begin.
    const again = seen([{ kind: 'found' }, ...fourLost, lost('e')], closed, nextDay)
    expect(circuitOf(again, nextDay).state).toBe('open')
  })

  it('are no outage for longer because a clock was wrong when they began', () => {
    const ahead = seen([...fourLost, lost('e')], quiet, now + 1_000 * hour)
    expect(isMissingMany(ahead, now)).toBe(true)
    expect(isMissingMany({ ...ahead, missedSince: now - 25 * hour }, now)).toBe(false)
  })
})

describe('an answer that is none', () => {
  it('about one name counts against nobody', () => {
    expect(judge(quiet, { kind: 'odd' }, now)).toBe(quiet)
    expect(circuitOf(seen(Array.from({ length: 20 }, (): Verdict => ({ kind: 'odd' }))), now).state).toBe('closed')
  })

  it('shows that the hiscores are up', () => {
    const open = seen(Array.from({ length: 5 }, (): Verdict => ({ kind: 'failed' })))
    expect(circuitOf(judge(open, { kind: 'odd' }, open.pausedUntil), open.pausedUntil).state).toBe('closed')
  })
})

describe('a name that is looked up and that nobody has', () => {
  it('says nothing, but that a trial is over', () => {
    expect(judge(quiet, { kind: 'unknown' }, now)).toBe(quiet)
    const trial = { ...seen(Array.from({ length: 5 }, (): Verdict => ({ kind: 'failed' }))), trialUntil: now + 9_000 }
    expect(judge(trial, { kind: 'unknown' }, now)).toEqual({ ...trial, trialUntil: 0 })
  })
})

describe('whatever comes', () => {
  const verdict: fc.Arbitrary<Verdict> = fc.oneof(
    fc.constantFrom<Verdict>(
      { kind: 'found' },
      { kind: 'odd' },
      { kind: 'missing' },
      { kind: 'unknown' },
      { kind: 'failed' },
      { kind: 'failed', retryAfterMs: 90_000 },
    ),
    fc.nat(12).map((number) => lost(`player_${number}`)),
  )
  const events = fc.array(fc.record({ verdict, afterMs: fc.nat(4 * hour) }), { maxLength: 60 })

  it('leaves a small item, no pause of more than half an hour, and a circuit that one who is found closes', () => {
    fc.assert(
      fc.property(events, (all) => {
        let circuit = quiet
        let at = now
        for (const { verdict: each, afterMs } of all) {
          at += afterMs
          circuit = judge(circuit, each, at)
          expect(circuit.missed.length).toBeLessThanOrEqual(5)
          expect(new Set(circuit.missed).size).toBe(circuit.missed.length)
          expect(circuit.pausedUntil - at).toBeLessThanOrEqual(1_800_000)
        }
        const closed = judge(circuit, { kind: 'found' }, at)
        expect(closed).toMatchObject({ failures: 0, missed: [] })
      }),
    )
  })
})
