import { type Reading, readings } from '../snapshots/readings.ts'
import { between, type Kind, ladderOf, topOf, topsEntered } from './ladders.ts'
import { type Measure, measuresOf, nameOf } from './measures.ts'

/*
 * Finding: which thresholds lie between two states of one life. What a state does not know is taken from those before it, since
 * a bad row hides a value and changes none; and what no state before has known was not reached since, as far as anybody can tell.
 */

/** A threshold that was reached, after one moment and by another (milliseconds since 1970). */
export interface Milestone {
  metric: string
  kind: Kind
  threshold: number
  /** The value at the later moment. */
  value: number
  after: number
  by: number
}

/** What tells the milestones of one time from each other. */
export const idOf = ({ kind, metric, threshold }: Pick<Milestone, 'kind' | 'metric' | 'threshold'>): string =>
  `${kind} ${metric} ${threshold}`

/** The best tops that ranks have been in, by metric. */
export type Tops = ReadonlyMap<string, number>

/** A state as far as milestones are made of it. */
interface Seen {
  at: number
  rows: Parameters<typeof readings>[0]
}

interface Sighting {
  value: number
  at: number
}

const outside = Number.POSITIVE_INFINITY

/** The states of one life, one after another. A rank has to be the first in its top, for ranks come and go. */
export class Life {
  readonly #known = new Map<string, Sighting>()
  readonly #best: Map<string, number>
  /** The tops that the last state's ranks are in. */
  #current = new Map<string, number>()

  /** Begins, or goes on with what the ranks have reached in it. */
  constructor(tops: Tops = new Map()) {
    this.#best = new Map(tops)
  }

  /** Looks at the next state; what was reached on the way to it, in the order of its rows. */
  next({ at, rows }: Seen): Milestone[] {
    const measures = measuresOf(readings(rows).values())
    const found = measures.flatMap((measure) => this.#reached(measure, at))
    this.#current = new Map(measures.flatMap(({ kind, metric, value }) => this.#topIn(kind, metric, value)))
    this.remember(this.#current)
    return found
  }

  /** The best tops of those ranks that are not in them any more, or not known to be. */
  get left(): Tops {
    return new Map([...this.#best].filter(([metric, top]) => top < (this.#current.get(metric) ?? outside)))
  }

  /** Notes tops that ranks are known to have been in besides. */
  remember(tops: Tops): void {
    for (const [metric, top] of tops) this.#best.set(metric, Math.min(top, this.#best.get(metric) ?? outside))
  }

  /** Whether some tops say with the last state what this life has been in, no more and no less. */
  isToldBy(tops: Tops): boolean {
    const metrics = new Set([...tops.keys(), ...this.#current.keys(), ...this.#best.keys()])
    return [...metrics].every((metric) => {
      const [told, current, best] = [tops, this.#current, this.#best].map((each) => each.get(metric) ?? outside)
      return Math.min(told!, current!) === best
    })
  }

  #topIn(kind: Kind, metric: string, value: number | null): [string, number][] {
    const top = kind === 'rank' && value !== null ? topOf(value) : outside
    return top === outside ? [] : [[metric, top]]
  }

  #reached(measure: Measure, by: number): Milestone[] {
    const { kind, metric, value, most } = measure
    if (value === null) return []
    const name = nameOf(measure)
    const before = this.#known.get(name)
    this.#known.set(name, { value, at: by })
    if (!before || before.value === value) return []
    const best = this.#best.get(metric) ?? outside
    const thresholds =
      kind === 'rank'
        ? topsEntered(before.value, value).filter((top) => top < best)
        : between(ladderOf(kind, metric, most), before.value, value)
    return thresholds.map((threshold) => ({ metric, kind, threshold, value, after: before.at, by }))
  }
}

/** Whether a state could have reached something that depends on what is not known at the one before it. */
export const needsMore = (before: Iterable<Reading>, after: Iterable<Reading>): boolean => {
  const known = new Set(measuresOf(before).flatMap((measure) => (measure.value === null ? [] : nameOf(measure))))
  return measuresOf(after).some((measure) => {
    const { kind, metric, value, most } = measure
    if (value === null || known.has(nameOf(measure))) return false
    return kind === 'rank' ? topOf(value) < outside : value >= (ladderOf(kind, metric, most)[0] ?? outside)
  })
}

/** When the life of a moment began, by what parts lives, upwards; 0 for the first one. */
export const lifeStart = (barriers: readonly number[], at: number): number =>
  barriers.findLast((barrier) => barrier <= at) ?? 0

/** What was reached from one state to another, which has the next one's moment. */
export interface Step {
  /** The moment of the state that it begins with. */
  from: number
  by: number
  milestones: readonly Milestone[]
}

/** Whether there are moments that two steps have in common. */
export const overlap = (a: Pick<Step, 'from' | 'by'>, b: Pick<Step, 'from' | 'by'>): boolean =>
  a.from < b.by && b.from < a.by

/**
 * All steps by which something was reached from the first of some states, upwards, to the last; the life of that one, and when it
 * began. `first` is the life of the first state, as far as it is known from before.
 */
export const stepsOf = (
  states: readonly Seen[],
  barriers: readonly number[],
  first = new Life(),
): { steps: Step[]; life: Life; begun: number } => {
  let life = first
  let begun = lifeStart(barriers, states[0]?.at ?? 0)
  const steps = states.flatMap((state, index): Step[] => {
    const start = lifeStart(barriers, state.at)
    if (start !== begun) life = new Life()
    begun = start
    const milestones = life.next(state)
    return index > 0 && milestones.length > 0 ? [{ from: states[index - 1]!.at, by: state.at, milestones }] : []
  })
  return { steps, life, begun }
}
