import * as z from 'zod'
import { canonicalName } from '../../shared/hiscores/names.ts'
import type { Offsets } from './character.ts'
import { type Rule, ruleSchema } from './rules.ts'

/** What there is by names, entry by entry: a record of zod's leaves out what is called `__proto__`, as a character may be. */
const entriesOf = <V>(named: Readonly<Record<string, V>>): [string, V][] =>
  typeof named === 'object' && named !== null ? Object.entries(named) : named

const offsetsSchema = z.pipe(
  z.transform(entriesOf<Offsets>),
  z
    .array(z.tuple([z.string(), z.pipe(z.transform(entriesOf<number>), z.array(z.tuple([z.string(), z.int()])))]))
    .transform((entries) =>
      Object.fromEntries(entries.map(([name, rows]): [string, Offsets] => [name, Object.fromEntries(rows)])),
    ),
)

/** What `PUT /control` takes. What is not named stays as it is. */
const orderSchema = z.strictObject({
  /** Takes the place of all rules; the first that is for a request is kept. */
  rules: z.array(ruleSchema).optional(),
  /** Takes the place of all offsets: by character, what is added to its experience and scores, by row name. */
  offsets: offsetsSchema.optional(),
  /** Moves the world's time on, on top of what it was moved before. */
  advanceSeconds: z.number().min(0).optional(),
})

export type Order = z.input<typeof orderSchema>

/** How the simulator is set at present. */
interface Settings {
  rules: Rule[]
  offsets: Record<string, Offsets>
  /** How far the world's time is ahead of the clock. */
  aheadSeconds: number
}

export interface Control {
  settings: Settings
  /** Carries out an order. Throws a `ZodError` for what is none, and changes nothing then. */
  put: (order: unknown) => void
  /** Takes back all rules and offsets. Time stays where it is: nobody unlearns what they have trained. */
  reset: () => void
  offsetsOf: (name: string) => Offsets | undefined
}

export const createControl = (): Control => {
  const settings: Settings = { rules: [], offsets: {}, aheadSeconds: 0 }
  return {
    settings,
    put: (order) => {
      const { rules, offsets, advanceSeconds = 0 } = orderSchema.parse(order)
      if (rules) settings.rules = rules
      if (offsets) settings.offsets = offsets
      settings.aheadSeconds += advanceSeconds
    },
    reset: () => {
      settings.rules = []
      settings.offsets = {}
    },
    offsetsOf: (name) =>
      Object.entries(settings.offsets).find(([given]) => canonicalName(given) === canonicalName(name))?.[1],
  }
}
