import { useSignal } from '@preact/signals'
import { ask } from '../../../client.ts'
import { Confirm } from '../../../parts/confirm.tsx'

interface Props {
  username: string
  onRemoved: () => unknown
}

/** Removes a character with all its history. */
export const Removal = ({ username, onRemoved }: Props) => {
  const isAsking = useSignal(false)
  const close = (): void => {
    isAsking.value = false
  }
  const remove = async (): Promise<void> => {
    await ask('DELETE /players/{username}', { path: { username } })
    void onRemoved()
  }
  return (
    <section class="card stack" aria-labelledby="removal">
      <h2 id="removal">Remove</h2>
      <p class="muted">If it is only not to be fetched for a while, pause it: its history stays.</p>
      <div class="buttons">
        <button
          type="button"
          class="button danger"
          onClick={() => {
            isAsking.value = true
          }}
        >
          Remove {username} …
        </button>
      </div>
      {isAsking.value && (
        <Confirm
          title={`Remove ${username}?`}
          verb={`Remove ${username} for good`}
          typed={username}
          act={remove}
          done={`${username} is removed`}
          close={close}
        >
          <p>
            The character and everything stored about it are gone for good: every snapshot, every record, years of them.
            The hiscores keep no history from which it could come back.
          </p>
        </Confirm>
      )}
    </section>
  )
}
