import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { join } from './chromium.ts'
import { open, stage, visit } from './visits.ts'

/** A phone's line, on which answers come one after the other. */
const line = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 }

/** Counts what goes over a slow line from now on: requests that were answered, and bytes as they were sent. */
const slowLine = async (page: Page): Promise<{ requests: number; bytes: number }> => {
  const sum = { requests: 0, bytes: 0 }
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', line)
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    sum.requests += encodedDataLength > 0 ? 1 : 0
    sum.bytes += encodedDataLength
  })
  return sum
}

/** How much of what is seen has jumped since the page was loaded, as browsers count it. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as (PerformanceEntry & { value: number })[]
          resolve(shifts.reduce((sum, { value }) => sum + value, 0))
        }).observe({ type: 'layout-shift', buffered: true })
        // Where nothing has jumped, nobody is told.
        requestAnimationFrame(() => setTimeout(() => resolve(0)))
      }),
  )

describe.skipIf(!inject('stage')).each(['phone', 'desktop'] as const)(
  'a first load on a %s and a slow line',
  (size) => {
    let browser: Browser

    beforeAll(async () => {
      browser = await join(stage().browser)
    })
    afterAll(() => browser?.close())

    it.each(['/', '/app/player/Evergreen', '/app/board'])('of %s lets next to nothing jump', async (path) => {
      const { context, page } = await visit(browser, { size, user: 'viewer' })
      await slowLine(page)
      await open(page, path)
      await page.waitForLoadState('networkidle')
      expect(await shiftOf(page)).toBeLessThan(0.1)
      await context.close()
    })
  },
)

describe.skipIf(!inject('stage'))('a first load of Today', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('asks for the page, its script and style, the session and the cards, and for nothing else', async () => {
    const { context, page } = await visit(browser, { size: 'phone', user: 'viewer' })
    const sum = await slowLine(page)
    await open(page, '/')
    await page.waitForLoadState('networkidle')
    expect(sum.requests).toBe(5)
    expect(sum.bytes).toBeLessThan(60_000)
    await context.close()
  })
})
