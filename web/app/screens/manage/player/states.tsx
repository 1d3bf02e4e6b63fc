import { useSignal } from '@preact/signals'
import { useAnswer } from '../../../answers.ts'
import { now } from '../../../clock.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { dayOf } from '../../../time.ts'
import { StateRow } from './state-row.tsx'

interface Props {
  username: string
  onChanged: () => unknown
}

const dayMs = 86_400_000

/** What is stored of a character on a day, each of which can be taken back. */
const StoredOn = ({ username, day, onChanged }: Props & { day: string }) => {
  const asked = { path: { username }, query: { start: day, end: day, limit: 500 } }
  const { known, reload } = useAnswer('GET /players/{username}/snapshots', asked)
  const { answer, failure } = known.value
  const changed = async (): Promise<void> => {
    await reload()
    await onChanged()
  }
  if (failure) return <Failed failure={failure} retry={reload} />
  if (!answer) return <Waiting what="what is stored" />
  if (answer.snapshots.length === 0) return <p>Nothing is stored of that day.</p>
  return (
    <ul>
      {answer.snapshots.toReversed().map((state) => (
        <StateRow key={state.at} username={username} state={state} onChanged={changed} />
      ))}
    </ul>
  )
}

/** What is stored of a character, day by day, to correct it. */
export const States = ({ username, onChanged }: Props) => {
  const isOpen = useSignal(false)
  // The API lists whole days of UTC.
  const day = useSignal(dayOf(now.value, 'UTC'))
  const step = (days: number): void => {
    day.value = dayOf(Date.parse(day.value) + days * dayMs, 'UTC')
  }
  return (
    <section class="card stack" aria-labelledby="states">
      <h2 id="states">What is stored</h2>
      <p class="muted">
        For when the hiscores said something that never was: a state can be taken back, or made a beginning.
      </p>
      <div class="buttons">
        <button
          type="button"
          class="button"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value
          }}
        >
          {isOpen.value ? 'Close' : 'Look at a day'}
        </button>
      </div>
      {isOpen.value && (
        <>
          <div class="row day-row">
            <Field
              label="Day (UTC)"
              type="date"
              value={day.value}
              max={dayOf(now.value, 'UTC')}
              onInput={(value) => {
                if (value !== '') day.value = value
              }}
            />
            <div class="buttons">
              <button type="button" class="button" onClick={() => step(-1)}>
                Day before
              </button>
              <button type="button" class="button" onClick={() => step(1)}>
                Day after
              </button>
            </div>
          </div>
          <StoredOn username={username} day={day.value} onChanged={onChanged} />
        </>
      )}
    </section>
  )
}
