import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signIn } from '../e2e/client.ts'
import { join } from './chromium.ts'
import { expectAccessible, open, type sizes, stage, visit } from './visits.ts'

const forAll = [
  '/',
  '/app/player/Evergreen',
  '/app/player/Evergreen?view=milestones',
  '/app/player/Evergreen?view=goals',
  '/app/board',
]
const own = ['keys', 'account'].map((section) => `/app/manage/${section}`)
const forAdmins = [
  ...['players', 'links', 'webhooks', 'status', 'activity'].map((section) => `/app/manage/${section}`),
  '/app/manage/players?player=Evergreen',
]

/** Walks through every screen in a size; a file each, so that they go on side by side. */
export const walk = (size: keyof typeof sizes): void => {
  describe.skipIf(!inject('stage'))(`every screen on a ${size}, light and dark`, () => {
    let browser: Browser

    beforeAll(async () => {
      browser = await join(stage().browser)
    })
    afterAll(() => browser?.close())

    it.each([
      ['what all may see', forAll],
      ['what admins may change', forAdmins],
      ['what is their own', own],
    ])('is whole for an admin: %s', async (_, paths) => {
      const { context, page, problems } = await visit(browser, { size, user: 'admin' })
      for (const path of paths) {
        await open(page, path)
        await expectAccessible(page)
      }
      expect(problems).toEqual([])
      await context.close()
    })

    it('tells an admin who has changed what', async () => {
      const admin = await signIn(stage().url)
      const { body } = await admin.post('/links', { players: ['Evergreen'] })
      const { context, page, problems } = await visit(browser, { size, user: 'admin' })
      await open(page, '/app/manage/activity')
      await page
        .getByRole('listitem')
        .filter({ hasText: `admin made the link ${body.linkId}` })
        .waitFor()
      await admin.request('DELETE', `/links/${body.linkId}`)
      await page.reload()
      await page
        .getByRole('listitem')
        .filter({ hasText: `admin ended the link ${body.linkId}` })
        .waitFor()
      expect(problems).toEqual([])
      await context.close()
    })

    it('is whole for a viewer, who is offered nothing that would be refused', async () => {
      const { context, page, problems } = await visit(browser, { size, user: 'viewer' })
      for (const path of [...forAll, ...own]) {
        await open(page, path)
        await expectAccessible(page)
      }
      expect(await page.getByRole('link', { name: 'Manage' }).count()).toBe(0)
      for (const section of ['players', 'activity']) {
        await open(page, `/app/manage/${section}`)
        await page.getByText('for admins only').waitFor()
      }
      expect(problems).toEqual([])
      await context.close()
    })

    it('is whole by a link, which shows its characters and no others', async () => {
      const admin = await signIn(stage().url)
      const { body } = await admin.post('/links', { players: ['Evergreen', 'constructor'] })
      const { pathname } = new URL(body.url)
      const { context, page, problems } = await visit(browser, { size })
      for (const path of [pathname, `${pathname}/player/Evergreen`, `${pathname}/board`]) {
        await open(page, path)
        await expectAccessible(page)
        expect(await page.getByText('Clan 001').count()).toBe(0)
        expect(await page.getByRole('link', { name: /Manage|Account/ }).count()).toBe(0)
      }
      expect(problems).toEqual([])
      await context.close()
    })

    it('says where there is nothing', async () => {
      const { context, page, problems } = await visit(browser, { size, user: 'admin' })
      const nothing = { asOf: null, players: [], milestones: [], nextCursor: null }
      await page.route('**/overview?*', (route) => route.fulfill({ json: nothing }))
      await open(page, '/')
      await page.getByRole('heading', { name: 'No characters yet' }).waitFor()
      await expectAccessible(page)
      await open(page, '/app/nowhere')
      await expectAccessible(page)
      expect(problems).toEqual([])
      await context.close()
    })
  })
}
