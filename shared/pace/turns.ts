import { type Circuit, heldUntil, isTripped } from './circuit.ts'

/*
 * Turns: who may ask the hiscores when, as a pure step from what was taken before to what is taken then.
 */

export interface PaceRules {
  /** Milliseconds between two requests. */
  intervalMs: number
  /** How long one request may take before it counts as failed, in milliseconds. */
  requestTimeoutMs: number
}

/**
 * Whose turn it is: of somebody who waits for the answer, of a task that somebody has asked for, or of a player that is due.
 * Whoever comes first here takes over turns of those behind.
 */
export type Whose = 'waiting' | 'asked' | 'due'

/** The slots that a fetcher has taken for messages in its hand, upwards, without those that others have taken over. */
export interface Taken {
  whose: Exclude<Whose, 'waiting'>
  slots: number[]
}

/** What is taken, and whether anybody may ask; moments in milliseconds since 1970. */
export interface Turns extends Circuit {
  /** The first moment that nobody has taken. */
  nextSlotAt: number
  taken: Taken[]
}

/**
 * Slots that were granted, which of them were others' before, and from when on the first one may be used already, where nobody has the
 * time before it; or the moment at which asking again makes sense and why not now: the circuit is open, a trial is under way, or
 * others have taken the slots before that moment.
 */
export type Grant =
  | { slots: number[]; takenOver?: number[]; from?: number }
  | { slots: []; from?: undefined; retryAt: number; held: 'pause' | 'trial' | 'busy' }

/**
 * What a slot is longer than the interval: what one request loses to a slow timer or on its way the next does not gain,
 * so two are never closer than the interval. Under 1 % of the usual two seconds.
 */
export const slackMs = 15

/** How late in its slot a request may still go. The rest of the slack is for its way. */
export const lateMs = 8

/**
 * Slots lie this far ahead at least: for the write that takes one, and for a last look, before it comes, at whether it may
 * still be used. Where nobody has the time before, whoever has written goes at once, and needs no such look.
 */
export const leadMs = 100

/**
 * So long before a slot that is taken over it has to be written, or does not count: whoever loses it looks once more before it
 * comes, at a clock that may be wrong by some milliseconds.
 */
export const noticeMs = 2 * leadMs

// The write that takes a slot over takes some time as well.
const takeOverMs = noticeMs + 300

// Between these times after its slot a fetch is over, its message deleted, as a rule, also one that did not have to wait for it;
// and nobody looks at the slot any more.
const soonestMs = 300
const settledMs = 700

// Nobody reserves more than some seconds ahead: what lies beyond was written by a clock that has since been set back.
const mostReservedMs = 300_000

export interface Wish {
  count: number
  whose?: Whose
  /** No slot later than this moment is of any use. */
  latest: number
  /** Come back later rather than take slots when the first free one is further ahead than this, in milliseconds. */
  horizonMs: number
  /** The slot that is given up for another one: who has slept through its trial is still the trial. */
  insteadOf?: number
}

/** How long a slot is, in milliseconds. */
export const slotMs = ({ intervalMs }: Pick<PaceRules, 'intervalMs'>): number => intervalMs + slackMs

const underWay = (taken: readonly Taken[], now: number): Taken[] =>
  taken.filter(({ slots }) => (slots.at(-1) ?? 0) + settledMs > now)

/** How many messages that fetchers have in hand have slots already. */
export const reserved = ({ taken }: Pick<Turns, 'taken'>, now: number): number =>
  underWay(taken, now).reduce((sum, { slots }) => sum + slots.length, 0)

/** By when those fetches are over that may be so already; undefined where it is known of all. */
export const overBy = ({ taken }: Pick<Turns, 'taken'>, now: number): number | undefined => {
  const ended = underWay(taken, now).map(({ slots }) => slots.at(-1) as number)
  const unsure = ended.filter((slot) => slot + soonestMs <= now)
  return unsure.length > 0 ? Math.max(...unsure) + settledMs : undefined
}

/** False when a slot is somebody else's by now. Who waits for the answer loses none. */
export const holds = ({ taken }: Pick<Turns, 'taken'>, whose: Whose, slot: number): boolean =>
  whose === 'waiting' || taken.some((each) => each.whose === whose && each.slots.includes(slot))

const without = (taken: readonly Taken[], isGone: (slot: number, whose: Whose) => boolean): Taken[] =>
  taken.map(({ whose, slots }) => ({ whose, slots: slots.filter((slot) => !isGone(slot, whose)) }))

/** The slots that are others' and can be taken over now, the next one first. */
const others = ({ taken }: Pick<Turns, 'taken'>, whose: Whose, now: number): number[] =>
  taken
    .filter((each) => whose === 'waiting' || (whose === 'asked' && each.whose === 'due'))
    .flatMap(({ slots }) => slots)
    .filter((slot) => slot >= now + takeOverMs)
    .sort((a, b) => a - b)

/** The first moment that nobody has taken; the past when it is now. */
const freeAt = ({ nextSlotAt }: Turns, now: number, rules: PaceRules): number =>
  nextSlotAt - now > mostReservedMs ? now + slotMs(rules) : nextSlotAt

/** When a task has its turn that is asked for now, behind so many others. */
export const turnBehind = (pace: Turns, before: number, now: number, rules: PaceRules): number => {
  const free = Math.max(freeAt(pace, now, rules), now)
  const early = others(pace, 'asked', now).filter((slot) => slot < free)
  return early[before] ?? free + (before - early.length) * slotMs(rules)
}

/**
 * Takes up to `count` slots, none later than `latest`: the next ones of those who wait less, and behind them what is free. While
 * the circuit is open nobody gets any; when its pause is over one trial gets a single slot and keeps the others waiting until it
 * is known how it went.
 */
export const grant = <P extends Turns>(
  pace: P,
  { count, whose = 'waiting', latest, horizonMs, insteadOf }: Wish,
  now: number,
  rules: PaceRules,
): { pace: P; grant: Grant } => {
  const none = (retryAt: number, held: 'pause' | 'trial' | 'busy') => ({
    pace,
    grant: { slots: [] as [], retryAt, held },
  })
  const isOwnTrial = insteadOf !== undefined && pace.trialUntil === insteadOf + rules.requestTimeoutMs
  const { until, trial: tried } = heldUntil(isOwnTrial ? { ...pace, trialUntil: 0 } : pace, now)
  if (until > now) return none(until, tried ? 'trial' : 'pause')
  const free = freeAt(pace, now, rules)
  const first = Math.max(free, now + leadMs)
  const trial = isTripped(pace)
  const early = trial
    ? []
    : others(pace, whose, now)
        .filter((slot) => slot < first && slot <= latest)
        .slice(0, count)
  const open = first <= latest && free <= now + horizonMs
  if (early.length === 0 && !open) return none(first > latest ? first : free - horizonMs, 'busy')
  const fitting = open ? Math.floor((latest - first) / slotMs(rules)) + 1 : 0
  const granted = Math.min(trial ? 1 : count - early.length, fitting)
  const slots = [...early, ...Array.from({ length: granted }, (_, index) => first + index * slotMs(rules))]
  // What one gives up may be somebody else's by now.
  const isGone = (slot: number, of: Whose) => early.includes(slot) || (slot === insteadOf && of === whose)
  return {
    pace: {
      ...pace,
      nextSlotAt: granted > 0 ? first + granted * slotMs(rules) : pace.nextSlotAt,
      trialUntil: trial ? first + rules.requestTimeoutMs : 0,
      taken: [...underWay(without(pace.taken, isGone), now), ...(whose === 'waiting' ? [] : [{ whose, slots }])],
    },
    grant: {
      slots,
      ...(early.length > 0 && { takenOver: early }),
      // Nobody has such a slot, nor the time before it: those that are taken over lie further ahead.
      ...(free < first && { from: Math.max(free, now) }),
    },
  }
}
