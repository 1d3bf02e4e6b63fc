import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import type { Answer } from '../../../contract.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { verbOf } from '../../../words/actions.ts'

type Page = Answer<'GET /audit'>

/** Who changed what in the last two years, the newest first. */
export const Activity = () => {
  const seen = useSignal<Page | undefined>(undefined)
  const { isBusy, failure, run } = useActing()
  const more = () =>
    run(async () => {
      const cursor = seen.peek()?.nextCursor ?? undefined
      const page = await ask('GET /audit', { query: { limit: 50, cursor } })
      seen.value = { ...page, entries: [...(seen.peek()?.entries ?? []), ...page.entries] }
    })
  useEffect(() => {
    void more()
  }, [])
  return (
    <section class="card stack" aria-labelledby="activity">
      <h2 id="activity">Who changed what</h2>
      {failure.value && <Failed failure={failure.value} retry={more} />}
      {!seen.value && !failure.value && <Waiting what="what was changed" />}
      {seen.value?.entries.length === 0 && <p>Nothing yet.</p>}
      {seen.value && seen.value.entries.length > 0 && (
        <ul>
          {seen.value.entries.map(({ at, who, action, subject }) => (
            <li key={`${at} ${who} ${action} ${subject}`} class="list-row">
              <p>
                <strong>{who}</strong> {verbOf(action)} {subject}
              </p>
              <p class="small muted">
                <Moment at={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {seen.value?.nextCursor != null && (
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void more()}>
          Show older
        </button>
      )}
    </section>
  )
}
