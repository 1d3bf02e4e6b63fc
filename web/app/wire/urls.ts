/** What goes into a request. An undefined part of the query is left out. */
export interface Asked {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
}

/** Where a route is with its parameters filled in: for who came by a link, among the data of that link. */
export const urlOf = (path: string, { path: parameters = {}, query = {} }: Asked, link?: string): string => {
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
  const given = Object.entries(query).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  )
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `${link === undefined ? '' : `/s/${encodeURIComponent(link)}/data`}${filled}${search === '' ? '' : `?${search}`}`
}
