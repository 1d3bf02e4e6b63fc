import type { ComponentChildren } from 'preact'
import type { Acting } from '../acting.ts'
import { Dialog } from './dialog.tsx'
import { Failed } from './failed.tsx'

interface Props {
  title: string
  /** What is asked for, and what is asked besides once it has failed. */
  children: ComponentChildren
  further?: ComponentChildren
  /** What the button that does it says, and while it is done. */
  verb: string
  doing?: string
  /** Whether it cannot be taken back. */
  isGrave?: boolean
  acting: Pick<Acting, 'isBusy' | 'failure'>
  submit: () => unknown
  close: () => void
}

/** Asks what it takes to do something, and says why it could not be done. */
export const FormDialog = ({ title, children, further, verb, doing = verb, isGrave, acting, submit, close }: Props) => (
  <Dialog title={title} close={close}>
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {children}
      {acting.failure.value && <Failed failure={acting.failure.value} />}
      {further}
      <div class="buttons">
        <button type="submit" class={isGrave ? 'button danger' : 'button main-act'} aria-disabled={acting.isBusy.value}>
          {acting.isBusy.value ? doing : verb}
        </button>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  </Dialog>
)
