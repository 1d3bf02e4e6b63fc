import { ApiError } from '../http/errors.ts'
import { routes, womPrefix } from './routes.ts'

const matches = (template: string, path: string): boolean => {
  const expected = template.split('/')
  const given = path.split('/')
  const greedy = template.endsWith('+}')
  return (
    (greedy ? expected.length <= given.length : expected.length === given.length) &&
    expected.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  )
}

/** The methods that a path takes; none when no route has it. */
const methodsOf = (path: string): string[] => {
  const own = Object.keys(routes).flatMap((key) => {
    const [method, template] = key.split(' ')
    return method && template && matches(template, path) ? [method] : []
  })
  if (own.length === 0) return []
  return [...new Set([...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])]
}

/**
 * What a request gets that no route takes: a 204 that tells the methods of the path for OPTIONS; otherwise throws
 * `method_not_allowed` when the path has others, else `not_found`. Wise Old Man's programs know nothing but the latter.
 */
export const withoutRoute = (method: string, path: string) => {
  const allow = methodsOf(path).join(', ')
  if (allow === '') throw new ApiError('not_found', 'There is nothing at this path.')
  if (method === 'OPTIONS') return { status: 204, headers: { allow } }
  if (path.startsWith(womPrefix)) throw new ApiError('not_found', `This path does not take ${method} here.`)
  throw new ApiError('method_not_allowed', `This path takes ${allow}.`, { headers: { allow } })
}
