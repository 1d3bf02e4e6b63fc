import { computed, signal } from '@preact/signals'
import { Failure } from './failure.ts'
import { claimsOf, type Token } from './token.ts'
import { send } from './wire/send.ts'

/*
 * Who is signed in. The access token lives in the memory of the tabs and nowhere else; what renews it is in a cookie that no
 * script can read. Tabs tell each other, so that several renew it once.
 */

/** `unknown`: not asked yet. `ended`: somebody was signed in and is not any more. */
type State = { is: 'unknown' } | { is: 'out' } | { is: 'ended' } | { is: 'in'; token: Token }

const state = signal<State>({ is: 'unknown' })

/** How it stands with the session. */
export const standing = computed(() => state.value.is)

/** Who is signed in; undefined when nobody is. */
export const user = computed(() =>
  state.value.is === 'in' ? { username: state.value.token.username, role: state.value.token.role } : undefined,
)

/** Whether the user may change what is tracked. */
export const isAdmin = computed(() => user.value?.role === 'admin')

/** A token that ends sooner than this is renewed before it is used. */
const spareMs = 20_000

type Told = { token: string; expiresIn: number } | { out: true }

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('hiscore-ledger-session')

const take = (accessToken: string, expiresIn: number): Token => {
  const token = claimsOf(accessToken, Date.now() + expiresIn * 1000)
  state.value = { is: 'in', token }
  return token
}

channel?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if ('token' in data) take(data.token, data.expiresIn)
  else if (state.value.is === 'in') state.value = { is: 'out' }
})

const takeAnswer = async (response: Response): Promise<Token> => {
  const { accessToken, expiresIn } = (await response.json()) as { accessToken: string; expiresIn: number }
  channel?.postMessage({ token: accessToken, expiresIn } satisfies Told)
  return take(accessToken, expiresIn)
}

const good = (but?: string): Token | undefined => {
  if (state.value.is !== 'in') return undefined
  const { token } = state.value
  return token.text !== but && token.expiresAt - Date.now() > spareMs ? token : undefined
}

/** What another tab has just renewed; a message may come after the lock that its sender has given back. */
const soonTold = (but: string | undefined): Promise<Token | undefined> =>
  new Promise((resolve) => {
    const stop = state.subscribe(() => {
      const token = good(but)
      if (token) queueMicrotask(() => done(token))
    })
    const timer = setTimeout(() => done(undefined), 300)
    const done = (token: Token | undefined): void => {
      clearTimeout(timer)
      stop()
      resolve(token)
    }
  })

// Within half a minute the API answers the one before again, so that a lost answer signs nobody out.
const refresh = async (): Promise<Token> => {
  try {
    return await takeAnswer(
      await send({ method: 'POST', url: '/auth/refresh', body: { cookie: true }, mayRepeat: true }),
    )
  } catch (error) {
    if (!(error instanceof Failure) || (error.status !== 401 && error.status !== 403)) throw error
    state.value = { is: state.value.is === 'unknown' || state.value.is === 'out' ? 'out' : 'ended' }
    throw new Failure('ended', { status: 401 })
  }
}

const renewOnce = async (but: string | undefined): Promise<Token> => {
  if (!('locks' in navigator)) return refresh()
  const name = 'hiscore-ledger-session'
  // Another tab may have told what it renewed while the lock was on its way.
  const alone = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && (good(but) ?? refresh()))
  return alone ?? navigator.locks.request(name, async () => good(but) ?? (await soonTold(but)) ?? refresh())
}

let renewing: Promise<Token> | undefined

/**
 * The text of an access token that is good for a while and is not `but`, which was refused. Throws a `Failure`: `ended` when
 * somebody has to sign in.
 */
export const accessToken = async (but?: string): Promise<string> => {
  const token = good(but)
  if (token) return token.text
  if (standing.value === 'out' || standing.value === 'ended') throw new Failure('ended', { status: 401 })
  renewing ??= renewOnce(but).finally(() => {
    renewing = undefined
  })
  return (await renewing).text
}

/** Signs in. Throws a `Failure`. */
export const signIn = async (username: string, password: string): Promise<void> => {
  await takeAnswer(await send({ method: 'POST', url: '/auth/login', body: { username, password, cookie: true } }))
}

/** Forgets the session in all tabs, when the API has ended it. */
export const signedOut = (): void => {
  state.value = { is: 'out' }
  channel?.postMessage({ out: true } satisfies Told)
}

/** Why nobody knows yet whether somebody is signed in; undefined while that is being asked. */
export const beginFailure = signal<Failure | undefined>(undefined)

/** Looks whether somebody is signed in in this browser. */
export const begin = async (): Promise<void> => {
  beginFailure.value = undefined
  try {
    await accessToken()
  } catch (error) {
    if (standing.value === 'unknown') beginFailure.value = error instanceof Failure ? error : new Failure('unreadable')
  }
}
