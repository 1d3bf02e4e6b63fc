import { user } from '../../../session.ts'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'

/** What is one's own: the password, and where one is signed in. */
export const Account = () => (
  <div class="stack narrow">
    <p>
      Signed in as <strong>{user.value?.username}</strong>,{' '}
      {user.value?.role === 'admin'
        ? 'an admin: you may change what is tracked.'
        : 'a viewer: you may see all there is, and ask for fetches.'}
    </p>
    <Sessions />
    <Password />
  </div>
)
