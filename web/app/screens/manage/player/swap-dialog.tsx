import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Dialog } from '../../../parts/dialog.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'

interface Props {
  username: string
  close: () => void
  onDone: (to: string) => unknown
}

/** Lets two characters exchange their names. */
export const SwapDialog = ({ username, close, onDone }: Props) => {
  const other = useSignal('')
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    let to = other.value.trim()
    const isDone = await run(async () => {
      const answer = await ask('POST /players/{username}/swap', { path: { username }, body: { with: to } })
      to = answer.players[0]?.username ?? to
    }, `${username} and ${to} have exchanged their names`)
    if (!isDone) return
    close()
    await onDone(to)
  }
  return (
    <Dialog title={`${username} swapped names`} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label="With whom"
          required
          maxLength={12}
          value={other.value}
          onInput={(value) => {
            other.value = value
          }}
          hint="A character that is tracked here as well. Each history stays with its character."
        />
        {failure.value && <Failed failure={failure.value} />}
        <div class="buttons">
          <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
            {isBusy.value ? 'Swapping …' : 'Swap the names'}
          </button>
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
