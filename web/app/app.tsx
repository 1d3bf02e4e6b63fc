import { useEffect, useRef } from 'preact/hooks'
import { announced } from './announce.ts'
import { isThere } from './later/parts.ts'
import { Waiting } from './parts/empty.tsx'
import { Failed } from './parts/failed.tsx'
import { place, slug } from './router.ts'
import { screenOf } from './screens/screens.tsx'
import { SignIn } from './screens/sign-in/sign-in.tsx'
import { begin, beginFailure, standing } from './session.ts'
import { Foot } from './shell/foot.tsx'
import { isOnline } from './shell/online.ts'
import { Top } from './shell/top.tsx'

/** The screen, or what stands in its way. */
const Screen = () => {
  if (slug.value !== undefined || standing.value === 'in') return screenOf(place.value)
  if (standing.value !== 'unknown') return <SignIn />
  return beginFailure.value ? <Failed failure={beginFailure.value} retry={begin} /> : <Waiting what="the tracker" />
}

/** Moves the focus to the heading of a screen that was gone to, so that it is read, and the keyboard goes on from there. */
const useFocusOnHeading = (screen: string): void => {
  const before = useRef(screen)
  useEffect(() => {
    if (before.current === screen) return
    before.current = screen
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [screen])
}

/** What has just been done, for who listens; what stands around it is not drawn again for that. */
const Announced = () => (
  <div class="aside" role="status" aria-live="polite">
    {announced.value}
  </div>
)

/** The whole page. */
export const App = () => {
  const isShown = (standing.value === 'in' || slug.value !== undefined) && isThere(place.value)
  useFocusOnHeading(`${isShown} ${JSON.stringify(place.value)}`)
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Top />
      {!isOnline.value && (
        <p class="offline" role="status">
          You are offline: what is shown may be old.
        </p>
      )}
      <main id="main" class="main" tabIndex={-1}>
        <Screen />
      </main>
      <Foot />
      <Announced />
    </>
  )
}
