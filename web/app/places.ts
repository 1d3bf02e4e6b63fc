/** A screen, and what its address says about it. */
export type Place =
  | { screen: 'today' }
  | { screen: 'player'; username: string }
  | { screen: 'board' }
  | { screen: 'manage'; section: string | undefined }
  | { screen: 'nowhere' }

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Which screen a path stands for, and the link that it is shown by: `/`, `/app/...` or `/s/{slug}/...`. */
export const placeOf = (pathname: string): { link: string | undefined; place: Place } => {
  const parts = pathname.split('/').filter((part) => part !== '')
  const link = parts[0] === 's' && parts[1] !== undefined ? decoded(parts[1]) : undefined
  const [screen, name, ...rest] = link === undefined ? (parts[0] === 'app' ? parts.slice(1) : parts) : parts.slice(2)
  const place = ((): Place => {
    if (rest.length > 0) return { screen: 'nowhere' }
    if (screen === undefined) return { screen: 'today' }
    if (link === undefined && parts[0] !== 'app') return { screen: 'nowhere' }
    if (screen === 'player' && name !== undefined) return { screen, username: decoded(name) }
    if (screen === 'board' && name === undefined) return { screen }
    if (screen === 'manage' && link === undefined) return { screen, section: name === undefined ? name : decoded(name) }
    return { screen: 'nowhere' }
  })()
  return { link, place }
}
