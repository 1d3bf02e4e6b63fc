import { dateRange } from '../../../charts/dates.ts'
import { signed } from '../../../charts/numbers.ts'
import { useFresh } from '../../fresh.ts'
import { nameOf } from '../../names.ts'
import { Choices } from '../../parts/choices.tsx'
import { Empty, Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Glyph } from '../../parts/glyph.tsx'
import { query, setQuery } from '../../router.ts'
import { zone } from '../../zone.ts'
import { Download } from './download.tsx'
import { unitOf } from './gains.ts'
import { type RecordGroup, type RecordRow, recordGroups, recordSpans } from './record-rows.ts'
import { hrefWith } from './views.tsx'

const titles = { overall: 'Overall', skills: 'Skills', bosses: 'Bosses', activities: 'Activities' }
const lengths = { day: '24 hours', week: '7 days', month: '30 days', year: '365 days' }

const Row = ({ row }: { row: RecordRow }) => (
  <tr class="record">
    <th scope="row">
      <a
        class="gain-button"
        href={hrefWith({ view: undefined, period: undefined, metric: row.metric, start: row.start, end: row.end })}
      >
        <Glyph metric={row.metric} />
        <span>
          {nameOf(row.metric)}
          <span class="gain-aside">{dateRange(Date.parse(row.start), Date.parse(row.end), zone.value)}</span>
        </span>
      </a>
    </th>
    <td class="number">{signed(row.gained)}</td>
  </tr>
)

const Group = ({ group, rows }: RecordGroup) => (
  <section class={`card records-${group}`} aria-labelledby={`records-${group}`}>
    <h2 id={`records-${group}`}>{titles[group]}</h2>
    <table class="table">
      <caption class="aside">{`${titles[group]}, in ${unitOf(group)}`}</caption>
      <tbody>
        {rows.map((row) => (
          <Row key={row.metric} row={row} />
        ))}
      </tbody>
    </table>
  </section>
)

/** The best day, week, month or year in each metric; each leads to its window. */
export const Records = ({ username, version }: { username: string; version: number }) => {
  const route = 'GET /players/{username}/records'
  const { known, reload } = useFresh(route, { path: { username } }, version)
  const { answer: records, failure } = known.value
  const span = recordSpans.find(({ value }) => value === query.value.get('best'))?.value ?? 'day'
  const groups = records ? recordGroups(records, span) : []
  return (
    <div class="stack" aria-busy={known.value.isLoading}>
      <div class="range-bar">
        <Choices
          legend="The best"
          name="best"
          value={span}
          options={recordSpans}
          onChoose={(best) => setQuery({ best: best === 'day' ? undefined : best })}
        />
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!records && !failure && <Waiting what="the records" />}
      {records && groups.length === 0 && (
        <Empty title="No records yet">
          <p>As soon as something is gained, the best {lengths[span]} stand here, for ever.</p>
        </Empty>
      )}
      {groups.length > 0 && (
        <>
          <p class="small muted">
            The most in {lengths[span]}, whenever they began. A record counts from one state to another, so it may be as
            long as lay between two fetches; a touch opens its time.
          </p>
          <div class="two">
            {groups.map((each) => (
              <Group key={each.group} {...each} />
            ))}
          </div>
          <Download
            what="all records"
            route={route}
            asked={{ path: { username } }}
            types={['csv', 'json']}
            name={`${username} records`}
          />
        </>
      )}
    </div>
  )
}
