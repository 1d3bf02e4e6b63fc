import { slugOf } from '../hiscores/metrics.ts'
import type { Layout } from './layout.ts'

/** A former name of a metric: what was called `old` has been called `metric` since a moment. Both are keys of metrics. */
export interface Alias {
  old: string
  metric: string
  /** In milliseconds since 1970. */
  since: number
}

/** What a metric is called in the end that was called `old` once; the same where nothing renamed it. */
export const finalName = (aliases: readonly Pick<Alias, 'old' | 'metric'>[], old: string): string => {
  const passed = new Set<string>()
  let name = old
  for (let next: string | undefined = old; next !== undefined && !passed.has(next); ) {
    name = next
    passed.add(name)
    next = aliases.find((alias) => alias.old === name)?.metric
  }
  return name
}

/** Aliases with one more, which counts more than those that it contradicts: of the same old name, or in a circle with it. */
export const withAlias = (aliases: readonly Alias[], alias: Alias): Alias[] => {
  let kept = aliases.filter(({ old }) => old !== alias.old)
  while (finalName(kept, alias.metric) === alias.old) kept = kept.filter(({ metric }) => metric !== alias.old)
  return [...kept, alias]
}

/**
 * A layout with the names that its rows have now; its hash stays, for what is stored stays as it is. A row has its new name
 * unless another row of the same layout has that: so a row that began anew is told from the one that it was, which is
 * called something like "(Legacy)" since. `nameOf` gives the name of the row behind a metric.
 */
export const renamed = (
  layout: Layout,
  aliases: readonly Alias[],
  nameOf: (metric: string) => string | undefined,
): Layout => {
  const slugs = new Set([...layout.skills, ...layout.activities].map(slugOf))
  const current = (name: string): string => {
    const own = slugOf(name)
    let slug = own
    for (const passed = new Set([own]); ; passed.add(slug)) {
      const next = aliases.find(({ old }) => old === slug)?.metric
      if (next === undefined || slugs.has(next) || passed.has(next)) break
      slug = next
    }
    if (slug === own) return name
    slugs.add(slug)
    return nameOf(slug) ?? slug
  }
  return { hash: layout.hash, skills: layout.skills.map(current), activities: layout.activities.map(current) }
}
