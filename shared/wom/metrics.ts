import type { Table } from '../dynamodb.ts'
import { finalName } from '../snapshots/aliases.ts'
import { catalogueOf } from '../snapshots/catalogue.ts'
import names from './metrics.json' with { type: 'json' }

/*
 * The metrics that Wise Old Man's programs know, by their keys and under their names, in `metrics.json`. They miss none of
 * them and want no others, so each answer has exactly these.
 */

type Keys<T> = [keyof T & string, ...(keyof T & string)[]]

const keysOf = <T extends object>(of: T) => Object.keys(of) as Keys<T>

/** `overall` among them. */
export const skills = keysOf(names.skills)
export const bosses = keysOf(names.bosses)
export const activities = keysOf(names.activities)

/** What is computed by rates of efficiency, of which there are none here. */
export const computed = keysOf(names.computed)

export type SkillKey = (typeof skills)[number]
export type BossKey = (typeof bosses)[number]
export type ActivityKey = (typeof activities)[number]
export type ComputedKey = (typeof computed)[number]

/** A metric of the hiscores, by the key that Wise Old Man has for it. */
export type RowKey = SkillKey | BossKey | ActivityKey
export type MetricKey = RowKey | ComputedKey

export const rowKeys: readonly RowKey[] = [...skills, ...bosses, ...activities]
export const metricKeys = [...rowKeys, ...computed] as [MetricKey, ...MetricKey[]]

/** What a metric is called. */
export const nameOf = (metric: MetricKey): string =>
  ({ ...names.skills, ...names.bosses, ...names.activities, ...names.computed })[metric]

export const isComputed = (metric: MetricKey): metric is ComputedKey => metric in names.computed
export const isSkill = (metric: MetricKey): metric is SkillKey => metric in names.skills

/** The skills that only members train, and the bosses that others can kill. */
export const memberSkills = names.members as readonly SkillKey[]
export const freeBosses = names.freeBosses as readonly BossKey[]

// What they call otherwise.
const here: Partial<Record<MetricKey, string>> = {
  runecrafting: 'runecraft',
  last_man_standing: 'lms_rank',
  pvp_arena: 'pvp_arena_rank',
  guardians_of_the_rift: 'rifts_closed',
  tombs_of_amascut_expert: 'tombs_of_amascut_expert_mode',
}

/** The key that a metric has here. */
export type KeyHere = (metric: RowKey) => string

/** What metrics are called here now, also where the hiscores have renamed their rows. Costs what {@link catalogueOf} does. */
export const keysHere = async (table: Table): Promise<KeyHere> => {
  const { aliases } = await catalogueOf(table)
  return (metric) => finalName(aliases, here[metric] ?? metric)
}
