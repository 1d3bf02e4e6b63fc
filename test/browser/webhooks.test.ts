import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { join } from './chromium.ts'
import { expectAccessible, open, stage, visit } from './visits.ts'

describe.skipIf(!inject('stage'))('webhooks', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await join(stage().browser)
  })
  afterAll(() => browser?.close())

  it('are made, tried, paused and deleted under Manage', async () => {
    const { context, page, problems } = await visit(browser, { size: 'phone', user: 'admin' })
    await open(page, '/app/manage/webhooks')
    await page.getByLabel('Its URL').fill('https://discord.com/api/webhooks/1234567890/sEcReT-tOkEn')
    await page.getByLabel('Characters that have another name').check()
    await page.getByLabel('Evergreen').check()
    await page.getByLabel('When?').selectOption('digest')
    await page.getByLabel('At what time?').fill('08:30')
    await page.getByRole('button', { name: 'Add' }).click()
    const row = page.getByRole('listitem').filter({ hasText: 'Discord …OkEn' })
    await row.getByText('once a day at 08:30').waitFor()
    await row.getByText('of Evergreen').waitFor()
    expect(await page.content()).not.toContain('sEcReT')
    await expectAccessible(page)
    await row.getByRole('button', { name: 'Send a test' }).click()
    await row.getByText('last told').waitFor()
    await row.getByRole('button', { name: 'Pause' }).click()
    await row.getByText('Paused').waitFor()
    await row.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('There is none.').waitFor()
    expect(problems).toEqual([])
    await context.close()
  })

  it('are refused in words when their URL leads inside', async () => {
    const { context, page } = await visit(browser, { size: 'desktop', user: 'admin' })
    await open(page, '/app/manage/webhooks')
    await page.getByLabel('Who is told?').selectOption('json')
    await page.getByLabel('Its URL').fill('https://localhost/')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('has a host that is not on the public internet').waitFor()
    await context.close()
  })
})
