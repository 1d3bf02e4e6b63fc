import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { useAnswer } from '../../../answers.ts'
import { ask } from '../../../client.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { Term } from '../../../parts/term.tsx'
import { NewKey } from './new-key.tsx'

/** The keys with which one's scripts and sheets ask the API. */
export const Keys = () => {
  const { known, reload } = useAnswer('GET /auth/keys', {})
  const made = useSignal<string | undefined>(undefined)
  const { isBusy, failure, run } = useActing()
  const { answer } = known.value
  const end = async (keyId: string): Promise<void> => {
    if (await run(() => ask('DELETE /auth/keys/{keyId}', { path: { keyId } }), 'The key is no longer good'))
      await reload()
  }
  return (
    <div class="stack narrow">
      <p class="muted">
        A key lets a script, a sheet or a bot ask in your name. <a href="/docs">The API</a> says what there is to ask.
      </p>
      <NewKey
        onMade={(key) => {
          made.value = key
          void reload()
        }}
      />
      <ShownOnce what="The key" secret={made} />
      <section class="card stack" aria-labelledby="keys">
        <h2 id="keys">Your keys</h2>
        {known.value.failure && <Failed failure={known.value.failure} retry={reload} />}
        {!answer && !known.value.failure && <Waiting what="your keys" />}
        {answer?.keys.length === 0 && <p>You have none.</p>}
        {answer && answer.keys.length > 0 && (
          <ul>
            {answer.keys.map(({ keyId, name, role, createdAt, expiresAt, lastUsedOn }) => (
              <li key={keyId} class="list-row">
                <div>
                  <p class="row">
                    <strong>{name}</strong> <span class="badge">{role}</span>
                  </p>
                  <Term
                    createdAt={createdAt}
                    expiresAt={expiresAt}
                    used={lastUsedOn === null ? 'never used' : `last used on ${lastUsedOn}`}
                  />
                </div>
                <button
                  type="button"
                  class="button danger"
                  aria-label={`End the key ${name}`}
                  aria-disabled={isBusy.value}
                  onClick={() => void end(keyId)}
                >
                  End it
                </button>
              </li>
            ))}
          </ul>
        )}
        {failure.value && <Failed failure={failure.value} />}
      </section>
    </div>
  )
}
