import { useSignal } from '@preact/signals'
import { full } from '../../../../charts/numbers.ts'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import type { Answer } from '../../../contract.ts'
import { Confirm } from '../../../parts/confirm.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { toTheSecond } from '../../../time.ts'
import { zone } from '../../../zone.ts'
import { seamsChanged } from './seams-changed.ts'

interface Props {
  username: string
  state: Answer<'GET /players/{username}/snapshots'>['snapshots'][number]
  onChanged: () => unknown
}

/** One stored state: it can be taken back, or become the first of another life. */
export const StateRow = ({ username, state: { at, overall, tier }, onChanged }: Props) => {
  const isAsking = useSignal(false)
  const { isBusy, failure, run } = useActing()
  // Some are seconds apart.
  const moment = toTheSecond(Date.parse(at), zone.value)
  const part = async (): Promise<void> => {
    const parted = () => ask('POST /players/{username}/seams', { path: { username }, body: { at } })
    if (await run(parted, 'A seam is set there')) seamsChanged.value++
  }
  return (
    <li class="list-row state-row">
      <div>
        <p>
          <time dateTime={at}>{moment}</time>
        </p>
        <p class="small muted number">
          Level {full(overall.level)}, {full(overall.experience)} XP{tier === 'day' && ' · the last state of its day'}
        </p>
      </div>
      <div class="buttons">
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void part()}>
          Part here
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            isAsking.value = true
          }}
        >
          Take back
        </button>
      </div>
      {failure.value && <Failed failure={failure.value} />}
      {isAsking.value && (
        <Confirm
          title="Take this state back?"
          verb="Take it back"
          act={async () => {
            await ask('DELETE /players/{username}/snapshots/{at}', { path: { username, at } })
            void onChanged()
          }}
          done="The state is taken back"
          close={() => {
            isAsking.value = false
          }}
        >
          <p>
            It will be in no gain, record or chart, as if it had never been: {moment}, {full(overall.experience)} XP.
            This cannot be undone.
          </p>
        </Confirm>
      )}
    </li>
  )
}
