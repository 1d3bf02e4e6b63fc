import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signIn } from '../e2e/client.ts'
import { join } from './chromium.ts'
import { open, settled, stage, users, visit } from './visits.ts'

/** Counts the refreshes of all windows. */
const countRefreshes = (context: BrowserContext): (() => number) => {
  let count = 0
  context.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) count += 1
  })
  return () => count
}

describe.skipIf(!inject('stage'))('a session', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('is in no storage that scripts read', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    const seen = await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookie: document.cookie,
      databases: (await indexedDB.databases()).length,
    }))
    expect(seen).toEqual({ local: {}, session: {}, cookie: '', databases: 0 })
    await context.close()
  })

  it('is renewed once by two tabs', async () => {
    const { context, page, problems } = await visit(browser, { user: 'viewer' })
    await context.clock.install()
    await open(page, '/')
    const other = await context.newPage()
    await open(other, '/')
    const refreshes = countRefreshes(context)
    await Promise.all([page, other].map((each) => each.clock.fastForward('14:50')))
    await Promise.all([page, other].map((each) => each.getByRole('link', { name: 'Board' }).click()))
    await Promise.all([page, other].map((each) => settled(each)))
    expect(refreshes()).toBe(1)
    expect(problems).toEqual([])
    await context.close()
  })

  it('goes on when the answer to a refresh is lost', async () => {
    const { context, page, problems } = await visit(browser, { user: 'viewer' })
    let isLost = false
    await page.route('**/auth/refresh', async (route) => {
      if (isLost) return route.continue()
      isLost = true
      await route.fetch()
      return route.abort('connectionreset')
    })
    await open(page, '/')
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    expect(isLost).toBe(true)
    expect(problems).toEqual([])
    await context.close()
  })

  it('that has ended asks for the password where one is, and goes on there', async () => {
    const { context, page } = await visit(browser, { user: 'leaver' })
    await open(page, '/app/player/Evergreen')
    const { url } = stage()
    const elsewhere = await signIn(url, users.leaver.username, users.leaver.password)
    await elsewhere.post('/auth/logout-all', {})
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByText('Your session has ended').waitFor()
    await page.getByLabel('Name').fill(users.leaver.username)
    await page.getByLabel('Password').fill(users.leaver.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('main h1', { hasText: 'Board' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/app/board')
    await context.close()
  })

  it('ends in all tabs at once', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    const other = await context.newPage()
    await open(other, '/app/board')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('says when to try again after too many attempts', async () => {
    const { context, page } = await visit(browser)
    await page.route('**/auth/login', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'retry-after': '150' },
        json: { code: 'too_many_attempts', message: 'Too many attempts.', requestId: 'r' },
      }),
    )
    await page.goto('/')
    await page.getByLabel('Name').fill('admin')
    await page.getByLabel('Password').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Try again in 2 min' }).waitFor()
    await context.close()
  })
})
