import { useActing } from '../../../acting.ts'
import { useAnswer } from '../../../answers.ts'
import { ask } from '../../../client.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { signedOut } from '../../../session.ts'

/** Where one is signed in, and the ways to end that. */
export const Sessions = () => {
  const { known, reload } = useAnswer('GET /auth/sessions', {})
  const { isBusy, failure, run } = useActing()
  const { answer } = known.value
  const end = async (sessionId: string): Promise<void> => {
    if (await run(() => ask('DELETE /auth/sessions/{sessionId}', { path: { sessionId } }), 'The session is over')) {
      await reload()
    }
  }
  const endAll = async (): Promise<void> => {
    if (await run(() => ask('POST /auth/logout-all', { body: {} }), 'Signed out everywhere')) signedOut()
  }
  return (
    <section class="card stack" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      {known.value.failure && <Failed failure={known.value.failure} retry={reload} />}
      {!answer && !known.value.failure && <Waiting what="your sessions" />}
      {answer && (
        <ul>
          {answer.sessions.map(({ sessionId, createdAt, lastUsedAt, current }) => (
            <li key={sessionId} class="list-row">
              <div>
                <p>
                  {current ? <strong>Here</strong> : 'Elsewhere'}, since <Moment at={createdAt} />
                </p>
                <p class="small muted">
                  Last used <Moment at={lastUsedAt} />
                </p>
              </div>
              {!current && (
                <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void end(sessionId)}>
                  End it
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {failure.value && <Failed failure={failure.value} />}
      <div class="buttons">
        <button type="button" class="button danger" aria-disabled={isBusy.value} onClick={() => void endAll()}>
          Sign out everywhere
        </button>
      </div>
    </section>
  )
}
