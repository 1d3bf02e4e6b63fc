import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { useAnswer } from '../../../answers.ts'
import { ask } from '../../../client.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { Term } from '../../../parts/term.tsx'
import { NewLink } from './new-link.tsx'

/** The links by which others see some characters, without a name or a password. */
export const Links = () => {
  const { known, reload } = useAnswer('GET /links', {})
  const made = useSignal<string | undefined>(undefined)
  const { isBusy, failure, run } = useActing()
  const { answer } = known.value
  const end = async (linkId: string): Promise<void> => {
    if (await run(() => ask('DELETE /links/{linkId}', { path: { linkId } }), 'The link leads nowhere now'))
      await reload()
  }
  return (
    <div class="stack">
      <p class="muted">
        Whoever has a link sees the characters that it names, read only, and nothing else. It also gives pictures for
        forums:
        <code>link/name/metric.svg</code>.
      </p>
      <NewLink
        onMade={(url) => {
          made.value = url
          void reload()
        }}
      />
      <ShownOnce what="The link" secret={made} />
      <section class="card stack" aria-labelledby="links">
        <h2 id="links">Links that are good</h2>
        {known.value.failure && <Failed failure={known.value.failure} retry={reload} />}
        {!answer && !known.value.failure && <Waiting what="the links" />}
        {answer?.links.length === 0 && <p>There is none.</p>}
        {answer && answer.links.length > 0 && (
          <ul>
            {answer.links.map(({ linkId, players, createdAt, expiresAt }) => (
              <li key={linkId} class="list-row">
                <div>
                  <p>{players.join(', ')}</p>
                  <Term createdAt={createdAt} expiresAt={expiresAt} />
                </div>
                <button
                  type="button"
                  class="button danger"
                  aria-label={`End the link to ${players.join(', ')}`}
                  aria-disabled={isBusy.value}
                  onClick={() => void end(linkId)}
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
