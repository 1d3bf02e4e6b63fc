import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Select } from '../../../parts/select.tsx'
import { boardOptions } from '../boards.ts'
import { intervalName, intervalOptions } from '../intervals.ts'
import type { Player } from '../players/all-players.ts'

interface Props {
  player: Player
  onChanged: () => unknown
}

/** Whether, how often and on which board a character is fetched. What is chosen holds at once. */
export const Settings = ({ player, onChanged }: Props) => {
  const { isBusy, failure, run } = useActing()
  const { username, active, autoMode, mode, fetchIntervalMinutes } = player
  const change = async (body: Record<string, unknown>, done: string): Promise<void> => {
    if (await run(() => ask('PATCH /players/{username}', { path: { username }, body }), done)) await onChanged()
  }
  const board = autoMode ? 'auto' : mode
  return (
    <section class="card stack" aria-labelledby="fetches" aria-busy={isBusy.value}>
      <h2 id="fetches">Fetches</h2>
      <div class="row">
        <p>{active ? 'It is fetched.' : 'It is paused: nothing is fetched, nothing is lost.'}</p>
        <button
          type="button"
          class="button"
          aria-disabled={isBusy.value}
          onClick={() =>
            void change({ active: !active }, active ? `${username} is paused` : `${username} is fetched again`)
          }
        >
          {active ? 'Pause' : 'Resume'}
        </button>
      </div>
      <div class="side-by-side">
        <Select
          label="How often"
          value={fetchIntervalMinutes === null ? '' : String(fetchIntervalMinutes)}
          options={[{ value: '', text: 'Adapts: hourly to daily' }, ...intervalOptions(fetchIntervalMinutes)]}
          onChoose={(value) => {
            const minutes = value === '' ? null : Number(value)
            void change({ fetchIntervalMinutes: minutes }, `Fetched ${intervalName(minutes)}`)
          }}
        />
        <Select
          label="Board"
          value={board}
          options={boardOptions}
          onChoose={(value) => void change({ mode: value }, 'The board is changed')}
        />
      </div>
      {failure.value && <Failed failure={failure.value} />}
    </section>
  )
}
