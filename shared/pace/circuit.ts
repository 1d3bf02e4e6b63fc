/*
 * The circuit: whether the hiscores are up, judged by how the last requests went. Failures in a row open it for a growing
 * pause, after which one trial decides; so do characters that were there a moment ago and are missing one after another, for
 * a short pause that does not grow.
 */

/** The part of the pace that the circuit is; moments in milliseconds since 1970. */
export interface Circuit {
  /** Nobody may ask before this moment. */
  pausedUntil: number
  /** A trial is under way, and the others wait for it until this moment at most. */
  trialUntil: number
  /** Fetches that failed one after another. */
  failures: number
  /** The players that were there a moment ago and went missing, with nobody found in between; a few of them at most. */
  missed: string[]
  /** When the first of them did. */
  missedSince?: number | undefined
}

// Failures, or players gone missing, in a row that open the circuit.
const tolerated = 5

const pauseMs = (failures: number): number => Math.min(60_000 * 2 ** (failures - tolerated), 1_800_000)

// Hiscores that answer 404 are not overburdened, and each trial may be one of those that were not asked yet. A little less
// than a minute, so that every tick of the schedule finds the pause over and makes a trial.
const missedPauseMs = 45_000

// Nobody pauses for more than an hour: what lies beyond was written by a clock that has since been set back.
const mostPausedMs = 3_600_000

// Whoever is missing for so long is, however many they are.
const mostMissedMs = 86_400_000

const heldBy = (until: number, now: number): number => (until - now > mostPausedMs ? 0 : until)

/** Until when nobody may ask, in the past when somebody may; and whether a trial is the reason. */
export const heldUntil = ({ pausedUntil, trialUntil }: Circuit, now: number): { until: number; trial: boolean } => {
  const [paused, tried] = [heldBy(pausedUntil, now), heldBy(trialUntil, now)]
  return { until: Math.max(paused, tried), trial: paused <= now }
}

/** True while the circuit is open, or the upstream has asked to wait. */
export const isPaused = ({ pausedUntil }: Circuit, now: number): boolean => heldBy(pausedUntil, now) > now

/** True from the moment at which the circuit opens until it closes: whoever asks next is a trial. */
export const isTripped = ({ failures }: Circuit): boolean => failures >= tolerated

/** True while so many are missing at once that it says nothing about any of them. */
export const isMissingMany = ({ missed, missedSince }: Circuit, now: number): boolean =>
  missed.length >= tolerated && now - Math.min(missedSince ?? now, now) <= mostMissedMs

/** How a request went, as far as the circuit is concerned. */
export type Verdict =
  /** It brought the character that was asked for. */
  | { kind: 'found' }
  /** It brought something that is no answer; that is about one name alone. */
  | { kind: 'odd' }
  /** There is no such name, and this player had it a moment ago. */
  | { kind: 'lost'; player: string }
  /** There is no such name, as the last time. */
  | { kind: 'missing' }
  /** There is no such name, and nobody knows whether there should be one. */
  | { kind: 'unknown' }
  /** There was no answer; `retryAfterMs` is the wait that the upstream asked for. */
  | { kind: 'failed'; retryAfterMs?: number | undefined }

const answered = <C extends Circuit>(circuit: C): C =>
  circuit.failures === 0 ? circuit : { ...circuit, failures: 0, trialUntil: 0 }

const found = <C extends Circuit>(circuit: C): C =>
  circuit.missed.length === 0 ? answered(circuit) : { ...answered(circuit), missed: [], missedSince: undefined }

/** A trial that decided nothing: the next one may go. */
const undecided = <C extends Circuit>(circuit: C): C =>
  circuit.trialUntil === 0 ? circuit : { ...circuit, trialUntil: 0 }

/** True in a pause that failures or misses have begun: what was under way then says nothing new. */
const isOpen = (circuit: Circuit, now: number): boolean => isTripped(circuit) && circuit.pausedUntil > now

const failed = <C extends Circuit>(circuit: C, retryAfterMs: number, now: number): C => {
  const asked = Math.max(circuit.pausedUntil, now + retryAfterMs)
  if (isOpen(circuit, now)) return asked === circuit.pausedUntil ? circuit : { ...circuit, pausedUntil: asked }
  const failures = circuit.failures + 1
  const pausedUntil = failures < tolerated ? asked : Math.max(asked, now + pauseMs(failures))
  return { ...circuit, failures, trialUntil: 0, pausedUntil }
}

/** A 404 while many are missing: not found yet. No failure, so one that follows counts as the first after the circuit opened. */
const missedAgain = <C extends Circuit>(circuit: C, now: number): C =>
  isOpen(circuit, now)
    ? circuit
    : {
        ...circuit,
        failures: tolerated,
        trialUntil: 0,
        pausedUntil: Math.max(circuit.pausedUntil, now + missedPauseMs),
      }

const lost = <C extends Circuit>(circuit: C, player: string, now: number): C => {
  if (isMissingMany(circuit, now)) return missedAgain(circuit, now)
  const known = circuit.missed.includes(player) || circuit.missed.length >= tolerated
  const missed = known ? circuit.missed : [...circuit.missed, player]
  const next = known ? circuit : { ...circuit, missed, missedSince: circuit.missedSince ?? now }
  return isMissingMany(next, now) ? missedAgain(next, now) : answered(next)
}

/**
 * The circuit after a request has come back. An answer closes it. The fifth failure in a row opens it, and so does the
 * fifth player in a row that was there a moment ago: while so many are missing no 404 is an answer, unless it lasts for more
 * than a day.
 */
export const judge = <C extends Circuit>(circuit: C, verdict: Verdict, now: number): C => {
  const many = isMissingMany(circuit, now)
  switch (verdict.kind) {
    case 'found':
      return found(circuit)
    case 'odd':
      return many ? undecided(circuit) : answered(circuit)
    case 'lost':
      return lost(circuit, verdict.player, now)
    case 'missing':
      return many ? missedAgain(circuit, now) : answered(circuit)
    case 'unknown':
      return undecided(circuit)
    case 'failed':
      return failed(circuit, verdict.retryAfterMs ?? 0, now)
    default:
      return verdict satisfies never
  }
}

/** The circuit as it is reported: closed, open until a moment, or half open while a trial decides. */
export const circuitOf = (circuit: Circuit, now: number) => {
  const waiting = isPaused(circuit, now)
  return {
    state: waiting ? ('open' as const) : isTripped(circuit) ? ('half_open' as const) : ('closed' as const),
    failuresInARow: circuit.failures,
    missingInARow: circuit.missed.length,
    pausedUntil: waiting ? new Date(circuit.pausedUntil).toISOString() : null,
  }
}
