import { useActing } from '../acting.ts'
import { ask } from '../client.ts'
import { Failure } from '../failure.ts'
import { Failed } from '../parts/failed.tsx'
import { signedOut } from '../session.ts'

/** Ends the session here and at the API; when that is over already, all the better. */
const signOut = async (): Promise<void> => {
  try {
    await ask('POST /auth/logout', { body: {} })
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'ended') throw error
  }
  signedOut()
}

/** Who is signed in, and the way out. */
export const UserMenu = ({ username }: { username: string }) => {
  const { isBusy, failure, run } = useActing()
  return (
    <>
      <span class="user-name muted small">{username}</span>
      <button type="button" class="button quiet" aria-disabled={isBusy.value} onClick={() => void run(signOut)}>
        Sign out
      </button>
      {failure.value && <Failed failure={failure.value} />}
    </>
  )
}
