import { afterEach, describe, expect, it, vi } from 'vitest'
import { later } from '../../../../web/app/later/later.ts'

const absent = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

/** Has the tracker answer with a page, or not at all; says how often it was asked. */
const tracker = (index: string | undefined, onLine = true) => {
  vi.stubGlobal('navigator', { onLine })
  const fetched = vi.fn(() => (index === undefined ? absent() : Promise.resolve(new Response(index))))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

/** The path of the script that the code under test is in. */
const itself = new URL('../../../../web/app/later/later.ts', import.meta.url).pathname

describe('later', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('loads a part once, however often it is asked for', async () => {
    const bring = vi.fn(async () => 'part')
    const { part, load } = later(bring)
    expect(part.value).toBeUndefined()
    await Promise.all([load(), load()])
    await load()
    expect([part.value, bring.mock.calls.length]).toEqual(['part', 1])
  })

  it('tries again after a failure, of which it then knows no more', async () => {
    tracker(undefined, false)
    const bring = vi.fn(absent).mockImplementationOnce(absent)
    const { part, failure, load } = later<string>(bring)
    await load()
    expect(failure.value?.code).toBe('offline')
    bring.mockImplementation(() => Promise.resolve('part') as never)
    await load()
    expect([part.value, failure.value]).toEqual(['part', undefined])
  })

  it('finds that the page is old where the tracker has another one by now', async () => {
    const fetched = tracker('<script type="module" src="/assets/chunk-00000000.js"></script>')
    const { failure, load } = later(absent)
    await load()
    expect(failure.value?.code).toBe('old')
    expect(fetched.mock.calls).toEqual([['/', expect.objectContaining({ method: 'GET' })]])
  })

  it('takes a script for lost where the page is the one that the tracker has', async () => {
    tracker(`<script type="module" src="${itself}"></script>`)
    const { failure, load } = later(absent)
    await load()
    expect(failure.value?.code).toBe('lost')
  })

  it('takes it for lost where nobody answers', async () => {
    tracker(undefined)
    const { failure, load } = later(absent)
    await load()
    expect(failure.value?.code).toBe('lost')
  })
})
