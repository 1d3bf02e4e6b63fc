/** What an activity's score means: kills of a boss, a count or points that only grow, or a rating, which may fall. */
type ActivityKind = 'boss' | 'activity' | 'rating'

interface ActivityMetric {
  slug: string
  kind: ActivityKind
}

/**
 * The key of the metric that a row name stands for: lower case, apostrophes dropped, every other run of characters that are
 * neither letters nor digits one underscore, none at the ends. `K'ril Tsutsaroth` gives `kril_tsutsaroth`.
 */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

const ratings: ReadonlySet<string> = new Set(['lms_rank', 'pvp_arena_rank'])

// Every activity that is no boss, since the hiscores have told them apart (2023). The list need not grow for a new boss, and
// for a new activity only when it comes last of the activities.
const nonBosses: ReadonlySet<string> = new Set([
  'grid_points',
  'league_points',
  'deadman_points',
  'bounty_hunter_hunter',
  'bounty_hunter_rogue',
  'bounty_hunter_legacy_hunter',
  'bounty_hunter_legacy_rogue',
  'clue_scrolls_all',
  'clue_scrolls_beginner',
  'clue_scrolls_easy',
  'clue_scrolls_medium',
  'clue_scrolls_hard',
  'clue_scrolls_elite',
  'clue_scrolls_master',
  ...ratings,
  'soul_wars_zeal',
  'rifts_closed',
  'colosseum_glory',
  'collections_logged',
])

/**
 * The metric behind each activity row, given all row names of one answer in its order: the hiscores list the bosses after
 * everything else. So a row behind the last known non-boss is a boss, and an unknown one before it is not.
 */
export const classify = (activityNames: readonly string[]): ActivityMetric[] => {
  const slugs = activityNames.map(slugOf)
  const lastNonBoss = slugs.findLastIndex((slug) => nonBosses.has(slug))
  return slugs.map((slug, index) => {
    if (ratings.has(slug)) return { slug, kind: 'rating' }
    return { slug, kind: index > lastNonBoss ? 'boss' : 'activity' }
  })
}
