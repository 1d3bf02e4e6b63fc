import { seamMeaning, seamName } from '../../../../charts/seams.ts'
import { useActing } from '../../../acting.ts'
import { useAnswer } from '../../../answers.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { seamsChanged } from './seams-changed.ts'

/** Where a character's states cease to continue each other. */
export const Seams = ({ username }: { username: string }) => {
  // Another number of changes is another question.
  const { known, reload } = useAnswer(
    'GET /players/{username}/seams',
    { path: { username, seen: String(seamsChanged.value) } },
    { keep: true },
  )
  const { isBusy, failure, run } = useActing()
  const { answer } = known.value
  const join = async (at: string): Promise<void> => {
    if (await run(() => ask('DELETE /players/{username}/seams/{at}', { path: { username, at } }), 'Joined'))
      await reload()
  }
  return (
    <section class="card stack" aria-labelledby="seams">
      <h2 id="seams">Seams</h2>
      <p class="muted">Where one history ends and another begins under the same name. Nothing is gained across one.</p>
      {known.value.failure && <Failed failure={known.value.failure} retry={reload} />}
      {answer?.seams.length === 0 && <p>None: the history is of one piece.</p>}
      {answer && answer.seams.length > 0 && (
        <ul>
          {answer.seams.map(({ at, kind }) => (
            <li key={at} class="list-row">
              <div>
                <p>
                  <strong>{seamName(kind)}</strong> <Moment at={at} />
                </p>
                <p class="small muted">{seamMeaning(kind)}</p>
              </div>
              <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void join(at)}>
                Join both sides
              </button>
            </li>
          ))}
        </ul>
      )}
      {failure.value && <Failed failure={failure.value} />}
    </section>
  )
}
