import { full, short } from '../../charts/numbers.ts'
import type { Answer } from '../contract.ts'

type Milestone = Answer<'GET /milestones'>['milestones'][number]

/** What was reached, or is to be, as in `Attack, level 99`; `name` is what its metric is called. */
export const milestoneWords = (
  { metric, kind, threshold }: Pick<Milestone, 'metric' | 'kind' | 'threshold'>,
  name: string,
): string => {
  const of = metric === 'overall' ? 'Overall' : name
  switch (kind) {
    case 'level':
      return `${of}, level ${full(threshold)}`
    case 'experience':
      return `${of}, ${short(threshold)} experience`
    case 'total_level':
      return `Total level ${full(threshold)}`
    case 'combat_level':
      return `Combat level ${full(threshold)}`
    case 'base_level':
      return `Level ${full(threshold)} in every skill`
    case 'kills':
      return `${of}, ${full(threshold)} ${threshold === 1 ? 'kill' : 'kills'}`
    case 'score':
      return `${of}, ${full(threshold)}`
    case 'rank':
      return threshold === 1 ? `${of}, first of all` : `${of}, among the first ${full(threshold)}`
    default:
      return kind satisfies never
  }
}
