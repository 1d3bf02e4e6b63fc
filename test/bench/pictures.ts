import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { findChromium, launch } from '../browser/chromium.ts'
import { aMonth, tenYears } from '../browser/past.ts'
import { startStage } from '../browser/stage.ts'
import { adminPassword } from '../e2e/client.ts'

/*
 * Takes the pictures of the README: node test/bench/pictures.ts. The characters and their years are made up.
 */

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))

const pictures = [
  { name: 'today', path: '/', size: { width: 1_100, height: 640 }, colorScheme: 'light' },
  {
    name: 'player',
    path: '/app/player/Evergreen?period=month',
    size: { width: 1_100, height: 760 },
    colorScheme: 'light',
  },
  { name: 'board-dark', path: '/app/board', size: { width: 1_100, height: 640 }, colorScheme: 'dark' },
  { name: 'today-phone', path: '/', size: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const

/** Takes a picture as WebP, which Playwright does not know but Chromium does. */
const take = async (page: Page, file: string): Promise<number> => {
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  const bytes = Buffer.from(data, 'base64')
  writeFileSync(file, bytes)
  return bytes.length
}

const takeAll = async (browser: Browser, baseURL: string): Promise<void> => {
  for (const { name, path, size, colorScheme } of pictures) {
    const context = await browser.newContext({ viewport: size, colorScheme, baseURL, timezoneId: 'Europe/Berlin' })
    const credentials = { username: 'admin', password: adminPassword, cookie: true }
    await context.request.post('/auth/login', { data: credentials })
    const page = await context.newPage()
    await page.goto(path)
    await page.locator('main h1').waitFor()
    await page.waitForLoadState('networkidle')
    console.log(`${name}.webp ${await take(page, `${folder}${name}.webp`)} bytes`)
    await context.close()
  }
}

const chromium = findChromium()
if (chromium === undefined) throw new Error('There is no Chromium on PATH or in the usual places; CHROMIUM names one.')
mkdirSync(folder, { recursive: true })
const now = Date.now()
const clan = ['B0aty Fan', 'Grim Reefer', 'Iron Maid', 'Lumby Larry', 'Rune Essie']
const stage = await startStage([tenYears('Evergreen', now), ...clan.map((name) => aMonth(name, now))])
const browser = await launch(chromium)
try {
  await takeAll(browser, stage.url)
} finally {
  await browser.close()
  await stage.stop()
}
