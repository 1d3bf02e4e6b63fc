import { full } from '../../../charts/numbers.ts'
import { useFresh } from '../../fresh.ts'
import { metrics } from '../../names.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Moment } from '../../parts/moment.tsx'
import { slug } from '../../router.ts'
import { Counts } from './counts.tsx'
import { Download } from './download.tsx'
import { SkillCell } from './skill-cell.tsx'
import { inPanelOrder } from './skill-order.ts'

/** Metrics in the order of the game, which the list of all has; those that it does not have come last. */
const inGameOrder = (keys: readonly string[]): string[] => {
  const places = new Map(metrics.value?.map(({ metric }, place) => [metric, place]))
  const placeOf = (key: string): number => places.get(key) ?? places.size
  return [...keys].sort((a, b) => placeOf(a) - placeOf(b))
}

/** Bosses or activities in the order of the game, whose values are the field of this name. */
const countsOf = <F extends 'kills' | 'score'>(
  rows: Readonly<Record<string, { rank: number | null } & Record<F, number | null>>>,
  field: F,
) => inGameOrder(Object.keys(rows)).map((metric) => ({ metric, value: rows[metric]![field], rank: rows[metric]!.rank }))

/** Everything that the hiscores show of a character. */
export const Statistics = ({ username, version }: { username: string; version: number }) => {
  const { known, reload } = useFresh('GET /players/{username}/stats', { path: { username } }, version)
  const { answer: stats, failure } = known.value
  if (!stats) return failure ? <Failed failure={failure} retry={reload} /> : <Waiting what="the statistics" />
  const { overall, combatLevel, skills, bosses, activities, fetchedAt } = stats
  return (
    <div class="stack" aria-busy={known.value.isLoading}>
      {failure && <Failed failure={failure} retry={reload} />}
      <dl class="standing">
        <div>
          <dt>Total level</dt>
          <dd class="number">{full(overall?.level ?? null)}</dd>
        </div>
        <div>
          <dt>Experience</dt>
          <dd class="number">{full(overall?.experience ?? null)}</dd>
        </div>
        <div>
          <dt>Rank</dt>
          <dd class="number">{full(overall?.rank ?? null)}</dd>
        </div>
        <div>
          <dt>Combat level</dt>
          <dd class="number">{full(combatLevel)}</dd>
        </div>
      </dl>
      <p class="small muted">
        This state is from <Moment at={fetchedAt} />: values stay as they are until something changes, ranks are kept
        once a day.
      </p>
      <section class="card" aria-labelledby="skills-heading">
        <h2 id="skills-heading">Skills</h2>
        <ul class="skills">
          {inPanelOrder(Object.keys(skills)).map((metric) => (
            <SkillCell key={metric} metric={metric} skill={skills[metric]!} />
          ))}
        </ul>
      </section>
      <Counts id="bosses-heading" title="Bosses" unit="kills" counts={countsOf(bosses, 'kills')} />
      <Counts id="activities-heading" title="Activities" unit="score" counts={countsOf(activities, 'score')} />
      <Download
        what="the statistics"
        route="GET /players/{username}/stats"
        asked={{ path: { username } }}
        types={['json']}
        name={`${username} statistics`}
      />
      {slug.value === undefined && (
        <Download
          what="everything that is stored"
          route="GET /players/{username}/export"
          asked={{ path: { username } }}
          types={['csv', 'ndjson']}
          name={`${username} all`}
        />
      )}
    </div>
  )
}
