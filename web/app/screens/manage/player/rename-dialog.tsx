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

/**
 * Moves a history to the new name of its character. Where that name is tracked already it offers to join both, and where
 * values are lower there, to do it all the same.
 */
export const RenameDialog = ({ username, close, onDone }: Props) => {
  const to = useSignal('')
  // Which of the two questions have been answered with yes.
  const merge = useSignal(false)
  const force = useSignal(false)
  const acting = useActing()
  const code = acting.failure.value?.code
  const offersMerge = code === 'player_exists' || merge.value
  const offersForce = code === 'values_fell' || force.value

  const submit = async (): Promise<void> => {
    let name = to.value.trim()
    const isDone = await acting.run(async () => {
      const body = { to: name, merge: merge.value, force: force.value }
      const player = await ask('POST /players/{username}/rename', { path: { username }, body })
      name = player.username
    }, `${username} is tracked as ${name}`)
    if (!isDone) return
    close()
    await onDone(name)
  }
  return (
    <FormDialog
      title={`${username} has a new name`}
      verb="Move to the new name"
      doing="Moving …"
      acting={acting}
      submit={submit}
      close={close}
      further={
        <>
          {offersMerge && (
            <label class="check">
              <input
                type="checkbox"
                checked={merge.value}
                onChange={(event) => (merge.value = event.currentTarget.checked)}
              />
              That name is tracked as well and is the same character: join both histories
            </label>
          )}
          {offersForce && (
            <label class="check">
              <input
                type="checkbox"
                checked={force.value}
                onChange={(event) => (force.value = event.currentTarget.checked)}
              />
              It is this character although values are lower there
            </label>
          )}
        </>
      }
    >
      <Field
        label="The new name"
        required
        maxLength={12}
        value={to.value}
        onInput={(value) => {
          to.value = value
          merge.value = false
          force.value = false
        }}
        hint="The hiscores are asked whether it fits. All history goes along."
      />
    </FormDialog>
  )
}
