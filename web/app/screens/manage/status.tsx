import { full } from '../../../charts/numbers.ts'
import { useAnswer } from '../../answers.ts'
import { now } from '../../clock.ts'
import type { Answer } from '../../contract.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Moment } from '../../parts/moment.tsx'
import { ago, span } from '../../time.ts'
import { healthOf } from './health.ts'

type StatusAnswer = Answer<'GET /system/status'>

const Verdict = ({ status }: { status: StatusAnswer }) => {
  const troubles = healthOf(status, now.value)
  return troubles.length === 0 ? (
    <p class="notice good">All is well: the schedule runs, and the hiscores answer.</p>
  ) : (
    <div class="notice">
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
    </div>
  )
}

const outcomeWords: Record<string, string> = {
  changed: 'Something new',
  unchanged: 'Nothing new',
  doubtful: 'Doubtful, asked again',
  not_found: 'Name not known',
  rate_limited: 'Asked to pause',
  unavailable: 'No answer',
  malformed: 'Not readable',
}

/** How many characters bring no good answers, in words. */
const troubledOf = ({ notFound, failing }: StatusAnswer['players']): string[] => [
  ...(notFound > 0 ? [`${full(notFound)} not on the hiscores`] : []),
  ...(failing > 0 ? [`${full(failing)} without a good answer for a day`] : []),
]

const Facts = ({ status }: { status: StatusAnswer }) => {
  const { players, latenessSeconds, queues, pace, lastTickAt } = status
  const troubled = troubledOf(players)
  return (
    <dl class="facts number">
      <dt>Characters</dt>
      <dd>
        {full(players.total)}: {full(players.active)} active, {full(players.paused)} paused
        {players.countedAt !== undefined && troubled.length > 0 && (
          <>
            ; as of <Moment at={players.countedAt} />
          </>
        )}
        {troubled.map((some) => `, ${some}`)}
      </dd>
      <dt>Schedule last ran</dt>
      <dd>{lastTickAt === null ? 'never yet' : ago(Date.parse(lastTickAt), now.value)}</dd>
      <dt>Due now</dt>
      <dd>
        {full(latenessSeconds.due)}
        {latenessSeconds.due > 0 && `, the latest by ${span(latenessSeconds.max * 1000)}`}
      </dd>
      <dt>Waiting in the queue</dt>
      <dd>{full(queues.fetch)}</dd>
      <dt>Pace</dt>
      <dd>
        one request every {full(pace.intervalSeconds)} s, {Math.round(pace.usedShare * 100)} % of this hour used
      </dd>
    </dl>
  )
}

/** Whether the tracker is healthy, on one screen. */
export const Status = () => {
  const { known, reload } = useAnswer('GET /system/status', {}, { keep: true })
  const { answer: status, failure, isLoading } = known.value
  return (
    <div class="stack" aria-busy={isLoading}>
      {failure && <Failed failure={failure} retry={reload} />}
      {!status && !failure && <Waiting what="the status" />}
      {status && (
        <>
          <Verdict status={status} />
          <section class="card stack" aria-labelledby="facts">
            <div class="row">
              <h2 id="facts">Now</h2>
              <span class="small muted">
                as of <Moment at={status.at} />
              </span>
              <button type="button" class="button push" aria-disabled={isLoading} onClick={() => void reload()}>
                {isLoading ? 'Looking …' : 'Look again'}
              </button>
            </div>
            <Facts status={status} />
          </section>
          <section class="card stack" aria-labelledby="day">
            <h2 id="day">Answers of the hiscores in the last 24 hours</h2>
            <dl class="facts number">
              {Object.entries(status.fetchesLastDay).map(([outcome, count]) => (
                <>
                  <dt key={outcome}>{outcomeWords[outcome] ?? outcome}</dt>
                  <dd>{full(count)}</dd>
                </>
              ))}
            </dl>
          </section>
        </>
      )}
    </div>
  )
}
