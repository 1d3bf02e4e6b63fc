import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Field } from '../../../parts/field.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'

interface Props {
  username: string
  close: () => void
  onDone: () => unknown
}

/** Changes how the name of a character is written. */
export const SpellingDialog = ({ username, close, onDone }: Props) => {
  const spelling = useSignal(username)
  const acting = useActing()
  const submit = async (): Promise<void> => {
    const body = { username: spelling.value.trim() }
    const isDone = await acting.run(
      () => ask('PATCH /players/{username}', { path: { username }, body }),
      'Spelt so from now on',
    )
    if (!isDone) return
    close()
    await onDone()
  }
  return (
    <FormDialog title="Spell it otherwise" verb="Save" acting={acting} submit={submit} close={close}>
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
    </FormDialog>
  )
}
