import { request } from './client.ts'
import type { Route } from './contract.ts'
import { nextQueryOf } from './wire/next-query.ts'
import type { Asked } from './wire/urls.ts'

export const types = { csv: 'text/csv', json: 'application/json', ndjson: 'application/x-ndjson' } as const

/**
 * Fetches an answer in one of the types that it has, page by page where there are several, and saves it as a file. Throws a
 * `Failure`.
 */
export const download = async (route: Route, asked: Asked, type: keyof typeof types, name: string): Promise<void> => {
  const parts: Blob[] = []
  let query: Asked['query'] | undefined = asked.query ?? {}
  while (query) {
    const response: Response = await request(route, { ...asked, query }, types[type])
    parts.push(await response.blob())
    query = nextQueryOf(response.headers.get('link'))
  }
  const url = URL.createObjectURL(new Blob(parts, { type: types[type] }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.${type}`
  link.click()
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
