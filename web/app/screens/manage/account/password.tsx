import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { user } from '../../../session.ts'

/** Changes one's own password. */
export const Password = () => {
  const current = useSignal('')
  const next = useSignal('')
  const isDone = useSignal(false)
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    isDone.value = false
    const body = { currentPassword: current.value, newPassword: next.value }
    if (!(await run(() => ask('POST /auth/password', { body }), 'The password is changed'))) return
    current.value = ''
    next.value = ''
    isDone.value = true
  }
  const fault = failure.value?.issues.find(({ path }) => path === 'newPassword')?.message
  return (
    <form class="form card" aria-labelledby="password" onSubmit={(event) => void submit(event)}>
      <h2 id="password">Password</h2>
      {/* For programs that keep passwords. */}
      <input type="text" autocomplete="username" value={user.value?.username} readOnly hidden />
      <Field
        label="The current one"
        type="password"
        autocomplete="current-password"
        required
        value={current.value}
        onInput={(value) => {
          current.value = value
        }}
      />
      <Field
        label="The new one"
        type="password"
        autocomplete="new-password"
        required
        value={next.value}
        fault={fault}
        hint="At least 8 characters, none of the common ones, not your name. All your other sessions end."
        onInput={(value) => {
          next.value = value
        }}
      />
      {failure.value && fault === undefined && <Failed failure={failure.value} />}
      {isDone.value && <p class="notice good">The password is changed, and all your other sessions are over.</p>}
      <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
        {isBusy.value ? 'Changing …' : 'Change the password'}
      </button>
    </form>
  )
}
