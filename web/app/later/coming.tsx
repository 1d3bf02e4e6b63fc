import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Waiting } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import type { Later } from './later.ts'

/** Who loads a page and finds at once that it is old already would be sent round and round. */
const freshMs = 60_000

interface Props<T> {
  later: Later<T>
  children: (part: T) => ComponentChildren
}

/** Something whose script may have yet to come. A page that has stayed open over an update loads itself anew for it. */
export const Coming = <T,>({ later: { part, failure, load }, children }: Props<T>) => {
  const isOld = failure.value?.code === 'old'
  useEffect(() => {
    if (isOld && performance.now() > freshMs) location.reload()
  }, [isOld])
  if (part.value !== undefined) return <>{children(part.value)}</>
  if (failure.value === undefined) return <Waiting what="this part of the page" />
  return <Failed failure={failure.value} retry={isOld ? () => location.reload() : load} />
}
