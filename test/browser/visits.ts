import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { adminPassword } from '../e2e/client.ts'
import { leaver, viewer } from './setup.ts'

/** The sizes that the page is looked at in, in pixels: a phone's, which is touched, and a desktop's. */
export const sizes = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1_280, height: 800 } },
} as const

export const users = { admin: { username: 'admin', password: adminPassword }, viewer, leaver } as const

/** What the tier was started with; only where there is a Chromium. */
export const stage = () => inject('stage')!

/** A window on the page, and what has gone wrong in it. */
export interface Visit {
  context: BrowserContext
  page: Page
  /** What the console said and should not have, and answers that were errors. */
  problems: string[]
}

interface As {
  size?: keyof typeof sizes
  /** Whose cookie the window has; nobody's unless it says. */
  user?: keyof typeof users
  /** What may be among the problems, since the test brings it about. */
  expected?: RegExp
}

/** Notes what goes wrong in a window. */
const watch = (page: Page, problems: string[], expected: RegExp | undefined): void => {
  const note = (problem: string): void => {
    if (!expected?.test(problem)) problems.push(problem)
  }
  page.on('console', (message) => {
    // What did not load is told with its status below.
    if (!['error', 'warning'].includes(message.type()) || message.text().startsWith('Failed to load resource')) return
    note(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', ({ message }) => note(`thrown: ${message}`))
  page.on('response', (response) => {
    if (response.status() < 400) return
    note(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)
  })
}

/** Opens a window of its own, in the zone Europe/Berlin, with a user's cookie. */
export const visit = async (browser: Browser, { size = 'desktop', user, expected }: As = {}): Promise<Visit> => {
  const context = await browser.newContext({ ...sizes[size], timezoneId: 'Europe/Berlin', baseURL: stage().url })
  context.setDefaultTimeout(10_000)
  if (user) {
    const answer = await context.request.post('/auth/login', { data: { ...users[user], cookie: true } })
    expect(answer.status()).toBe(200)
  }
  const problems: string[] = []
  const page = await context.newPage()
  watch(page, problems, expected)
  return { context, page, problems }
}

/** Waits until a screen has all that it asked for. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('main h1').waitFor()
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"], main .waiting') === null)
}

/** Goes to an address and waits until the screen is whole. */
export const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await settled(page)
}

// Of what repeats a few are looked at: axe takes its time for each.
const repeated = ['.cards > li', 'tbody > tr', '.list > li', '.ticks > label'].map((each) => `${each}:nth-child(n + 6)`)

const violationsOn = async (page: Page, rules: 'all' | 'colours'): Promise<string[]> => {
  // There are no frames of other sites, for which it would open a window each time; and to tell of what is right as well
  // would take as long as to look for what is wrong.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  for (const selector of repeated) axe.exclude(selector)
  if (rules === 'colours') axe.withRules('color-contrast')
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

/** Looks for what keeps people out, in light and in dark, and for what is wider than the window. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(tooWide, `pixels beyond the window at ${page.url()}`).toBeLessThanOrEqual(0)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await violationsOn(page, 'all'), `light at ${page.url()}`).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violationsOn(page, 'colours'), `dark at ${page.url()}`).toEqual([])
}
