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
    expect(open.pausedUntil).toBe(now + 45_000)
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

  it('make no 404 an answer, with a short pause after each, until somebody is found', () => {
    let circuit = seen([...fourLost, lost('e')])
    const verdicts: Verdict[] = ['g', 'h', 'i', 'j', 'k', 'l'].flatMap((key) => [lost(key), { kind: 'missing' }])
    for (const verdict of verdicts) {
      const at = circuit.pausedUntil
      circuit = judge(circuit, verdict, at)
      expect(circuitOf(circuit, at)).toMatchObject({ state: 'open', missingInARow: 5 })
      expect(circuit.pausedUntil).toBe(at + 45_000)
    }
    const closed = judge(circuit, { kind: 'found' }, circuit.pausedUntil)
    expect(closed).toMatchObject({ failures: 0, missed: [] })
    expect(circuitOf(closed, closed.pausedUntil).state).toBe('closed')
  })

  it('have failures in between begin with their own pauses, and a trial follows a 404 as soon as before', () => {
    let circuit = seen([...fourLost, lost('e'), lost('f'), lost('g')])
    const pauses: number[] = []
    for (const kind of ['failed', 'failed', 'missing', 'failed'] as const) {
      const at = circuit.pausedUntil
      circuit = judge(circuit, { kind }, at)
      pauses.push((circuit.pausedUntil - at) / 1_000)
    }
    expect(pauses).toEqual([120, 240, 45, 120])
  })

  it('keep a longer pause that the hiscores have asked for', () => {
    const asked = judge(quiet, { kind: 'failed', retryAfterMs: 600_000 }, now)
    expect(seen([...fourLost, lost('e')], asked).pausedUntil).toBe(now + 600_000)
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
