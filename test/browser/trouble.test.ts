import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Order } from '../../lib/simulator/control.ts'
import { signIn } from '../e2e/client.ts'
import { join } from './chromium.ts'
import { open, settled, stage, visit } from './visits.ts'

const order = async (rules: Order['rules']): Promise<void> => {
  const answer = await fetch(`${stage().hiscoresUrl}/control`, { method: 'PUT', body: JSON.stringify({ rules }) })
  expect(answer.ok).toBe(true)
}

describe.skipIf(!inject('stage'))('the page in trouble', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('asks again when the answer to a read is lost', async () => {
    const { context, page, problems } = await visit(browser, { user: 'viewer' })
    let isLost = false
    await page.route('**/overview?*', (route) => {
      if (isLost) return route.continue()
      isLost = true
      return route.abort('connectionreset')
    })
    await open(page, '/')
    await page.locator('.player-card').getByRole('link', { name: 'Clan 001' }).waitFor()
    expect(isLost).toBe(true)
    expect(problems).toEqual([])
    await context.close()
  })

  it('says that nobody knows whether a change was made whose answer is lost', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await page.route('**/players/*/fetch', (route) => route.abort('connectionreset'))
    await open(page, '/app/player/Evergreen')
    await page.getByRole('button', { name: 'Fetch now' }).click()
    await page.getByRole('alert').filter({ hasText: 'No answer came' }).waitFor()
    await context.close()
  })

  it('keeps what it has while there is no network, and says so', async () => {
    const { context, page } = await visit(browser, { user: 'viewer' })
    await open(page, '/')
    await context.setOffline(true)
    await page.getByText('You are offline').first().waitFor()
    await page.locator('.player-card').getByRole('link', { name: 'Clan 001' }).waitFor()
    await context.setOffline(false)
    await page.getByText('You are offline').first().waitFor({ state: 'detached' })
    await context.close()
  })

  it('says that the hiscores do not answer, and that nothing was changed', async () => {
    const { context, page, problems } = await visit(browser, { user: 'admin', expected: /^503 POST \/players$/ })
    await order([{ kind: 'unavailable', name: 'Lynx Titan', times: 1 }])
    await open(page, '/app/manage/players')
    await page.getByLabel('Name in the game').fill('Lynx Titan')
    await page.getByRole('button', { name: 'Add this character' }).click()
    await page.getByRole('alert').filter({ hasText: 'The hiscores do not answer' }).waitFor()
    await order([])
    expect(problems).toEqual([])
    await context.close()
  })

  it('closes a link at once that is revoked', async () => {
    const admin = await signIn(stage().url)
    const { body } = await admin.post('/links', { players: ['Evergreen'] })
    const { context, page } = await visit(browser)
    const { pathname } = new URL(body.url)
    await open(page, pathname)
    await page.locator('.player-card').getByRole('link', { name: 'Evergreen' }).waitFor()
    await admin.request('DELETE', `/links/${body.linkId}`)
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByRole('alert').filter({ hasText: 'This is not there' }).first().waitFor()
    expect((await page.goto(pathname))?.status()).toBe(404)
    await context.close()
  })

  it('shows what is no name as a name and nothing else', async () => {
    const { context, page, problems } = await visit(browser, {
      user: 'admin',
      expected: /^(400|404) GET \/players\//,
    })
    for (const name of ['<b>', '"><img src=x onerror=alert(1)>', '%', 'a b c d e f g h i j', '__proto__']) {
      await open(page, `/app/player/${encodeURIComponent(name)}`)
      await page.getByRole('alert').first().waitFor()
      expect(await page.locator('main b, main img').count(), name).toBe(0)
    }
    expect(problems).toEqual([])
    await context.close()
  })

  it('takes words of its own language for names', async () => {
    const { context, page, problems } = await visit(browser, { user: 'viewer' })
    for (const name of ['constructor', 'toString']) {
      await open(page, `/app/player/${name}`)
      await page.getByRole('heading', { name }).first().waitFor()
    }
    expect(problems).toEqual([])
    await context.close()
  })

  it('shows three hundred characters', async () => {
    const { context, page, problems } = await visit(browser, { user: 'viewer', size: 'phone' })
    await open(page, '/')
    const more = page.getByRole('button', { name: /^Show more/ })
    while ((await more.count()) > 0) {
      const before = await page.locator('.player-card').count()
      await more.click()
      await page.waitForFunction((count) => document.querySelectorAll('.player-card').length > count, before)
      await settled(page)
    }
    // The last of them are drawn a few pictures later.
    await page.waitForFunction(() => document.querySelectorAll('.player-card').length >= 301)
    await page.getByLabel('Find a character').fill('clan_298')
    await page.waitForFunction(() => document.querySelectorAll('.player-card:not([hidden])').length === 1)
    expect(problems).toEqual([])
    await context.close()
  })
})
