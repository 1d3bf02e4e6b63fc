import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useActing } from '../acting.ts'
import { Dialog } from './dialog.tsx'
import { Failed } from './failed.tsx'
import { Field } from './field.tsx'

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
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (typed !== undefined && written.value.trim().toLowerCase() !== typed.toLowerCase()) {
      fault.value = `Type ${typed} to go on`
      return
    }
    if (await run(act, done)) close()
  }
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={(event) => void submit(event)}>
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
        {failure.value && <Failed failure={failure.value} />}
        <div class="buttons">
          <button type="submit" class="button danger" aria-disabled={isBusy.value}>
            {isBusy.value ? 'Just a moment …' : verb}
          </button>
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
