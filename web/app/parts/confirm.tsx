import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useActing } from '../acting.ts'
import { Field } from './field.tsx'
import { FormDialog } from './form-dialog.tsx'

interface Props {
  title: string
  /** What will have happened. */
  children: ComponentChildren
  /** What the button that does it says. */
  verb: string
  /** What has to be typed first, where it cannot be taken back. */
  typed?: string
  act: () => Promise<unknown>
  /** What who listens is told when it is done. */
  done: string
  close: () => void
}

/** Asks before something is done that cannot be taken back; closes when it is done. */
export const Confirm = ({ title, children, verb, typed, act, done, close }: Props) => {
  const written = useSignal('')
  const fault = useSignal<string | undefined>(undefined)
  const acting = useActing()
  const submit = async (): Promise<void> => {
    if (typed !== undefined && written.value.trim().toLowerCase() !== typed.toLowerCase()) {
      fault.value = `Type ${typed} to go on`
      return
    }
    if (await acting.run(act, done)) close()
  }
  return (
    <FormDialog title={title} verb={verb} doing="Just a moment …" isGrave acting={acting} submit={submit} close={close}>
      <div>{children}</div>
      {typed !== undefined && (
        <Field
          label={`Type ${typed}, to be sure`}
          value={written.value}
          fault={fault.value}
          onInput={(value) => {
            written.value = value
            fault.value = undefined
          }}
        />
      )}
    </FormDialog>
  )
}
