import { type Signal, useComputed } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useAnswer } from '../../answers.ts'
import { now } from '../../clock.ts'
import type { Answer } from '../../contract.ts'
import type { Failure } from '../../failure.ts'
import { slug } from '../../router.ts'
import { zone } from '../../zone.ts'
import { sameName } from '../today/same-name.ts'

/** What the head of the screen says of a character; what only users may know is not there for who came by a link. */
export type KnownPlayer = Pick<
  Answer<'GET /players/{username}'>,
  'username' | 'mode' | 'active' | 'lastFetchedAt' | 'nextFetchAt'
> &
  Partial<Pick<Answer<'GET /players/{username}'>, 'review' | 'addedAt' | 'autoMode'>>

/** How long after a fetch is due it is looked whether it was made, and how often then. */
const spareMs = 10_000
const againMs = 60_000

/** A character and when it was fetched, which is asked for anew when the next fetch should be over. */
export const useKnownPlayer = (
  username: string,
): {
  player: Signal<KnownPlayer | undefined>
  failure: Signal<Failure | undefined>
  reload: () => Promise<void>
} => {
  const isShared = slug.value !== undefined
  const own = useAnswer('GET /players/{username}', isShared ? undefined : { path: { username } }, { keep: true })
  const shared = useAnswer('GET /overview', isShared ? { query: { tz: zone.value, limit: 100 } } : undefined, {
    keep: true,
  })
  const player = useComputed<KnownPlayer | undefined>(() =>
    isShared
      ? shared.known.value.answer?.players.find(
          (each) => sameName(each.username, username) && sameName(username, each.username),
        )
      : own.known.value.answer,
  )
  const { known, reload } = isShared ? shared : own
  const due = player.value?.nextFetchAt
  const isStale =
    typeof due === 'string' && now.value > Math.max(Date.parse(due) + spareMs, (known.value.at ?? 0) + againMs)
  useEffect(() => {
    if (isStale) void reload()
  }, [isStale, reload])
  return { player, failure: useComputed(() => known.value.failure), reload }
}
