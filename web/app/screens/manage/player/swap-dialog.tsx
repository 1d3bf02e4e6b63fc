import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Field } from '../../../parts/field.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'

interface Props {
  username: string
  close: () => void
  onDone: (to: string) => unknown
}

/** Lets two characters exchange their names. */
export const SwapDialog = ({ username, close, onDone }: Props) => {
  const other = useSignal('')
  const acting = useActing()
  const submit = async (): Promise<void> => {
    let to = other.value.trim()
    const isDone = await acting.run(async () => {
      const answer = await ask('POST /players/{username}/swap', { path: { username }, body: { with: to } })
      to = answer.players[0]?.username ?? to
    }, `${username} and ${to} have exchanged their names`)
    if (!isDone) return
    close()
    await onDone(to)
  }
  return (
    <FormDialog
      title={`${username} swapped names`}
      verb="Swap the names"
      doing="Swapping …"
      acting={acting}
      submit={submit}
      close={close}
    >
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
    </FormDialog>
  )
}
