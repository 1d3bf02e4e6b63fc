import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { Select } from '../../../parts/select.tsx'
import { boardOptions } from '../boards.ts'

/** Adds a character, which asks the hiscores whether there is one of that name. */
export const AddPlayer = ({ onAdded }: { onAdded: (username: string) => unknown }) => {
  const username = useSignal('')
  const mode = useSignal('auto')
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const name = username.value.trim()
    const isAdded = await run(async () => {
      const player = await ask('POST /players', { body: { username: name, mode: mode.value } })
      username.value = player.username
    }, `${name} is tracked from now on`)
    if (!isAdded) return
    const added = username.value
    username.value = ''
    await onAdded(added)
  }
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <div class="side-by-side">
        <Field
          label="Name in the game"
          required
          maxLength={12}
          value={username.value}
          onInput={(value) => {
            username.value = value
          }}
        />
        <Select
          label="Board"
          value={mode.value}
          options={boardOptions}
          onChoose={(value) => {
            mode.value = value
          }}
        />
      </div>
      {failure.value && <Failed failure={failure.value} />}
      <div class="buttons">
        <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Asking the hiscores …' : 'Add this character'}
        </button>
      </div>
    </form>
  )
}
