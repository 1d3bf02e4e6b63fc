import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useActing } from '../../acting.ts'
import { ask } from '../../client.ts'
import type { Answer } from '../../contract.ts'
import { useFresh } from '../../fresh.ts'
import { nameOf } from '../../names.ts'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Glyph } from '../../parts/glyph.tsx'
import { Reached } from '../../parts/reached.tsx'
import { milestoneWords } from '../../words/milestones.ts'
import { NextList } from './next-list.tsx'

type Page = Answer<'GET /players/{username}/milestones'>

const nearest = 12

const Past = ({ username, version }: { username: string; version: number }) => {
  const seen = useSignal<Page | undefined>(undefined)
  const { isBusy, failure, run } = useActing()
  const load = (from?: Page) =>
    run(async () => {
      const asked = { path: { username }, query: { limit: 25, cursor: from?.nextCursor ?? undefined } }
      const page = await ask('GET /players/{username}/milestones', asked)
      seen.value = { ...page, milestones: [...(from?.milestones ?? []), ...page.milestones] }
    })
  useEffect(() => {
    void load()
  }, [username, version])
  const page = seen.value
  return (
    <section class="card stack" aria-labelledby="reached">
      <h2 id="reached">Reached</h2>
      {failure.value && <Failed failure={failure.value} retry={() => load(seen.peek())} />}
      {!page && !failure.value && <Waiting what="what was reached" />}
      {page?.milestones.length === 0 && (
        <p>Nothing yet since this character is tracked. The first level, kill or rank that counts will stand here.</p>
      )}
      {page && page.milestones.length > 0 && (
        <ul>
          {page.milestones.map((each) => (
            <li key={`${each.metric} ${each.kind} ${each.threshold}`} class="list-row">
              <p class="next-head">
                <Glyph metric={each.metric} />
                <strong>{milestoneWords(each, nameOf(each.metric))}</strong>
              </p>
              <p class="small muted">
                <Reached {...each} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {page && page.nextCursor !== null && (
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void load(page)}>
          Show older
        </button>
      )}
    </section>
  )
}

/** What a character reaches next, and what it has reached. */
export const Milestones = ({ username, version }: { username: string; version: number }) => {
  const { known, reload } = useFresh('GET /players/{username}/milestones/next', { path: { username } }, version)
  const { answer, failure } = known.value
  return (
    <div class="two" aria-busy={known.value.isLoading}>
      <section class="card stack" aria-labelledby="next">
        <h2 id="next">Next</h2>
        {failure && <Failed failure={failure} retry={reload} />}
        {!answer && !failure && <Waiting what="what comes next" />}
        {answer && <NextList next={answer.next.slice(0, nearest)} />}
        {answer?.next.length === 0 && <p>Everything that counts has been reached.</p>}
      </section>
      <Past username={username} version={version} />
    </div>
  )
}
