import { computed, signal } from '@preact/signals'
import { afterPicture } from './after-picture.ts'
import { type Place, placeOf } from './places.ts'

const address = signal({ pathname: location.pathname, search: location.search })
// What a question mark changes leaves the screen the same.
const path = computed(() => address.value.pathname)
const here = computed(() => placeOf(path.value))

const ahead = signal(address.peek())
const pathAhead = computed(() => ahead.value.pathname)

/** The screen that somebody goes to, before it is shown. */
export const placeAhead = computed(() => placeOf(pathAhead.value).place)

/** The screen that is shown. */
export const place = computed(() => here.value.place)

/** The secret of the link by which somebody came; undefined for users. */
export const slug = computed(() => here.value.link)

/** What the address says behind its question mark. */
export const query = computed(() => new URLSearchParams(address.value.search))

/** The address of a screen, for who is here now. */
export const hrefOf = (to: Exclude<Place, { screen: 'nowhere' }>): string => {
  const base = slug.value === undefined ? '/app' : `/s/${encodeURIComponent(slug.value)}`
  switch (to.screen) {
    case 'today':
      return slug.value === undefined ? '/' : base
    case 'player':
      return `${base}/player/${encodeURIComponent(to.username)}`
    case 'board':
      return `${base}/board`
    case 'manage':
      return `${base}/manage${to.section === undefined ? '' : `/${encodeURIComponent(to.section)}`}`
  }
}

const read = (): void => {
  address.value = { pathname: location.pathname, search: location.search }
  ahead.value = address.peek()
}

/**
 * Goes to an address of this page; `replace` keeps the one before out of the history. The address and the screen follow behind
 * the next picture.
 */
export const go = (href: string, { replace = false } = {}): void => {
  const { pathname, search } = new URL(href, location.origin)
  ahead.value = { pathname, search }
  afterPicture(() => {
    const before = location.pathname
    if (replace) history.replaceState(null, '', href)
    else history.pushState(null, '', href)
    read()
    if (location.pathname !== before) scrollTo(0, 0)
  })
}

/** Changes parts of the query, without a new entry in the history; undefined takes one away. */
export const setQuery = (parts: Record<string, string | undefined>): void => {
  const { pathname, search: before } = ahead.peek()
  const next = new URLSearchParams(before)
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  const search = next.toString()
  go(`${pathname}${search === '' ? '' : `?${search}`}`, { replace: true })
}

/** Lets ordinary links to screens be followed without loading the page anew. */
export const followLinks = (): void => {
  addEventListener('popstate', read)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (!link || !plain || event.defaultPrevented || link.target !== '' || link.hasAttribute('download')) return
    if (link.origin !== location.origin || placeOf(link.pathname).place.screen === 'nowhere') return
    if (link.hash !== '' && link.pathname === location.pathname) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
}
