import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { join } from './chromium.ts'
import { open, stage, visit } from './visits.ts'

/** Notes which scripts a window asks for from now on. */
const scriptsOf = (page: Page): string[] => {
  const names: string[] = []
  page.on('request', (request) => {
    const name = /\/assets\/(\w+)-\w+\.js$/.exec(request.url())?.[1]
    if (name !== undefined) names.push(name)
  })
  return names
}

/** Updates the tracker under a window: what it would load is gone, and the page is another one. Gives the way to take it back. */
const update = async (page: Page): Promise<() => Promise<void>> => {
  const { url } = stage()
  await page.route(/\/assets\/(figures|manage)-/, (route) =>
    route.fulfill({ status: 404, headers: { 'cache-control': 'no-store' }, json: { code: 'not_found' } }),
  )
  await page.route(`${url}/`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script type="module" src="/assets/chunk-00000000.js"></script>',
    }),
  )
  return () => page.unrouteAll()
}

describe.skipIf(!inject('stage'))('parts of the page that come later', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('come when somebody comes near them, and once', async () => {
    const { context, page, problems } = await visit(browser, { user: 'admin' })
    const scripts = scriptsOf(page)
    await open(page, '/')
    await page.waitForLoadState('networkidle')
    expect(scripts).toEqual(['chunk'])
    const figures = page.waitForResponse(/\/assets\/figures-/)
    await page.getByRole('heading', { name: 'Today' }).hover()
    await figures
    expect(scripts).not.toContain('manage')
    const manage = page.waitForResponse(/\/assets\/manage-/)
    await page.getByRole('link', { name: 'Manage' }).hover()
    await manage
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.getByRole('heading', { name: 'Add a character' }).waitFor()
    await page.getByRole('link', { name: 'Board' }).click()
    await page.locator('main h1', { hasText: 'Board' }).waitFor()
    expect(scripts.filter((name) => name !== 'chunk').toSorted()).toEqual(['figures', 'manage'])
    expect(problems).toEqual([])
    await context.close()
  })

  it('have the heading of their screen take the focus when they are there', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    await page.keyboard.press('Tab')
    await page.getByRole('link', { name: 'Account' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('main h1', { hasText: 'Account' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Account')
    await context.close()
  })

  it('are loaded by the page anew that has stayed open over an update', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await context.clock.install()
    await open(page, '/')
    await page.waitForLoadState('networkidle')
    await context.clock.fastForward('02:00:00')
    const takeBack = await update(page)
    // Where it is loaded anew it finds what there is by then.
    const anew = page.waitForRequest((request) => request.isNavigationRequest()).then(takeBack)
    await page.getByRole('link', { name: 'Board' }).click()
    await anew
    await page.locator('main h1', { hasText: 'Board' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/app/board')
    await context.close()
  })

  it('are not looked for again and again by a page that was loaded just now, which says what to do', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    await page.waitForLoadState('networkidle')
    const takeBack = await update(page)
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByRole('alert').filter({ hasText: 'This page is older than the tracker' }).waitFor()
    await takeBack()
    await page.getByRole('button', { name: 'Load the page anew' }).click()
    await page.locator('main h1', { hasText: 'Board' }).waitFor()
    await context.close()
  })

  it('say that there is no network, and come when it is back', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    await page.waitForLoadState('networkidle')
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByRole('alert').filter({ hasText: 'You are offline' }).waitFor()
    await context.setOffline(false)
    await page.locator('main h1', { hasText: 'Account' }).waitFor()
    await context.close()
  })
})
