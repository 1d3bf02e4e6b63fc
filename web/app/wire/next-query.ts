/** Where the rest of an answer is, as its `Link` header says: a query; undefined at its end. */
export const nextQueryOf = (link: string | null): Record<string, string> | undefined => {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1]
  return target === undefined ? undefined : Object.fromEntries(new URL(target, 'http://localhost').searchParams)
}
