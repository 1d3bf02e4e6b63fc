import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { join } from './chromium.ts'
import { settled, stage, users, visit } from './visits.ts'

/** What the keyboard is at: its name as who listens hears it, more or less. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
  })

/** Presses Tab until something of that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  throw new Error(`Tab does not lead to "${name}"`)
}

describe.skipIf(!inject('stage'))('with the keyboard alone', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('one signs in, adds a character, and leaves it', async () => {
    const { context, page, problems } = await visit(browser, { expected: /^401 POST \/auth\/refresh$/ })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type(users.admin.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(users.admin.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await settled(page)
    expect(await focused(page)).toBe('Today')

    await page.goto('/')
    await settled(page)
    await tabTo(page, 'Manage')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Add a character' }).waitFor()
    expect(await focused(page)).toBe('Manage')
    await page.getByLabel('Name in the game').focus()
    await page.keyboard.type('Zezima')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Change Zezima' }).waitFor()

    await page.getByRole('link', { name: 'Change Zezima' }).focus()
    await page.keyboard.press('Enter')
    await tabTo(page, 'Remove Zezima …')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('Remove Zezima …')

    await page.keyboard.press('Enter')
    await page.getByLabel(/^Type Zezima/).focus()
    await page.keyboard.type('zezima')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Change constructor' }).waitFor()
    expect(await page.getByRole('link', { name: 'Change Zezima' }).count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })
})
