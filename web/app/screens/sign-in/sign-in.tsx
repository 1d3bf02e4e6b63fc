import { useSignal } from '@preact/signals'
import { useActing } from '../../acting.ts'
import { Failed } from '../../parts/failed.tsx'
import { Field } from '../../parts/field.tsx'
import { Heading } from '../../parts/heading.tsx'
import { signIn, standing } from '../../session.ts'

/** Asks who is there. What was on its way to be seen is shown behind it, at the same address. */
export const SignIn = () => {
  const username = useSignal('')
  const password = useSignal('')
  const { isBusy, failure, run } = useActing()

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    await run(() => signIn(username.value.trim(), password.value), 'Signed in')
  }
  return (
    <div class="sign-in">
      <Heading title="Sign in" />
      {standing.value === 'ended' && !failure.value && (
        <p class="notice">Your session has ended. Sign in again to go on where you were.</p>
      )}
      <form class="form card" onSubmit={(event) => void submit(event)}>
        <Field
          label="Name"
          name="username"
          autocomplete="username"
          required
          value={username.value}
          onInput={(value) => {
            username.value = value
          }}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={password.value}
          onInput={(value) => {
            password.value = value
          }}
        />
        {failure.value && <Failed failure={failure.value} />}
        <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <p class="small muted">
        There is no registration: whoever runs this tracker adds users. Have you been sent a link? Open it; it needs no
        name.
      </p>
    </div>
  )
}
