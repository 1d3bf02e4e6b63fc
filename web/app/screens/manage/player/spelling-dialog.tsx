import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Dialog } from '../../../parts/dialog.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'

interface Props {
  username: string
  close: () => void
  onDone: () => unknown
}

/** Changes how the name of a character is written. */
export const SpellingDialog = ({ username, close, onDone }: Props) => {
  const spelling = useSignal(username)
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const body = { username: spelling.value.trim() }
    const isDone = await run(
      () => ask('PATCH /players/{username}', { path: { username }, body }),
      'Spelt so from now on',
    )
    if (!isDone) return
    close()
    await onDone()
  }
  return (
    <Dialog title="Spell it otherwise" close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label="The same name, as it is to be shown"
          required
          maxLength={12}
          value={spelling.value}
          onInput={(value) => {
            spelling.value = value
          }}
          hint="Capitals, and spaces, hyphens or underscores, may differ. Where the hiscores tell a spelling, theirs is shown."
        />
        {failure.value && <Failed failure={failure.value} />}
        <div class="buttons">
          <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
            Save
          </button>
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
