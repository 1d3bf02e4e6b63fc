import { setTimeout as after } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { findChromium, launch } from '../browser/chromium.ts'
import { aMonth, tenYears } from '../browser/past.ts'
import { startStage } from '../browser/stage.ts'
import { adminPassword } from '../e2e/client.ts'
import { median } from './median.ts'

/*
 * The page on a slow phone: what its first load takes, when it shows something, and how long a touch takes until the next
 * picture. A processor six times slower than this one, and the line that Lighthouse's phone has. Ends with one line of JSON.
 */

const rounds = 5
const slowdown = 6
const size = { width: 360, height: 740 }
const line = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 }

interface Load {
  bytes: number
  requests: number
  firstPaintMs: number
  largestPaintMs: number
  todayMs: number
  blockedMs: number
  shift: number
}

const steps = ['find', 'player', 'period', 'board', 'compare', 'today', 'manage'] as const

type Step = (typeof steps)[number]

interface Touch {
  ms: number
  shift: number
}

// Runs in the page, before all else.
const observe = (): void => {
  const seen = { largest: 0, shift: 0, blocked: 0, slowest: 0 }
  Object.assign(globalThis, { seen })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.largest = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
      if (!hadRecentInput) seen.shift += value
    }
  }).observe({ type: 'layout-shift', buffered: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.blocked += Math.max(0, duration - 50)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if ((entry as PerformanceEntry & { interactionId: number }).interactionId > 0) {
        seen.slowest = Math.max(seen.slowest, entry.duration)
      }
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
}

declare const seen: { largest: number; shift: number; blocked: number; slowest: number }

/*
 * What is asked of the page is asked by scripts of its own: Playwright's way to find things leaves listeners in it, which every
 * touch would pay for.
 */

/** Opens a window that shows all of the page. Its frame is within its size: what is below would be seen by nobody, and a touch
 * that changes nothing else would end with a picture that comes much later. */
const openPage = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  const { windowId } = await devtools.send('Browser.getWindowForTarget')
  await devtools.send('Browser.setWindowBounds', { windowId, bounds: { ...size, height: size.height + 200 } })
  return page
}

/** Loads Today with an empty cache, slowly. */
const load = async (page: Page): Promise<Load> => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', line)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  let bytes = 0
  let requests = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests += encodedDataLength > 0 ? 1 : 0
  })
  await page.addInitScript(observe)
  await page.goto('/')
  const todayMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('.player-card') !== null) resolve(performance.now())
        }
        new MutationObserver(look).observe(document, { childList: true, subtree: true })
        look()
      }),
  )
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  )
  const { largest, shift, blocked } = await page.evaluate(() => seen)
  return { bytes, requests, firstPaintMs, largestPaintMs: largest, todayMs, blockedMs: blocked, shift }
}

/** The middle of the first thing that a selector finds, which is looked up before it is touched: that keeps the page busy. */
const middleOf = async (page: Page, selector: string): Promise<{ x: number; y: number }> => {
  const middle = await page.evaluate((sought) => {
    const { x, y, width, height } = document.querySelector(sought)!.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  }, selector)
  await quiet(page)
  return middle
}

// As long as a finger stays on a screen that it taps, in milliseconds; what it touches has been shown by then.
const tapMs = 80

/** Taps a page as a finger does. */
const tapAt = async (page: Page, point: { x: number; y: number }): Promise<void> => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  await after(tapMs)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await devtools.detach()
}

/** Waits until a page has nothing to do any more. */
const quiet = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 500))))
}

/**
 * How long each of some touches took until the next picture, in milliseconds, in steps of eight, and how much of what is seen
 * jumped by itself meanwhile.
 */
const touch = async (page: Page): Promise<Record<Step, Touch>> => {
  const touches: Partial<Record<Step, Touch>> = {}
  const step = async (name: Step, act: () => Promise<void>): Promise<void> => {
    await page.evaluate(() => {
      seen.slowest = 0
      seen.shift = 0
    })
    await act()
    await quiet(page)
    // An observer hears of a touch after its picture.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))))
    touches[name] = await page.evaluate(() => ({ ms: seen.slowest, shift: seen.shift }))
  }
  const tap = async (selector: string): Promise<void> => tapAt(page, await middleOf(page, selector))
  await page.evaluate(() => document.querySelector<HTMLElement>('input[type="search"]')!.focus())
  await quiet(page)
  await step('find', () => page.keyboard.type('eve', { delay: 300 }))
  await step('player', () => tap('.player-card:not([hidden]) h2'))
  await step('period', () => tap('.range-bar label:nth-child(3)'))
  await step('board', () => tap('.nav a[href$="/board"]'))
  await step('compare', () => tap('.board-tick label'))
  await step('today', () => tap('.nav a[href="/"]'))
  await step('manage', () => tap('.nav a[href$="/manage"]'))
  return touches as Record<Step, Touch>
}

/** How long a touch takes on a page that has nothing but a button: what the machine itself takes just now. */
const touchNothing = async (page: Page): Promise<number> => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.addInitScript(observe)
  await page.goto('data:text/html,<button style="width:9em;height:9em" onclick="textContent+=1">0</button>')
  const times: number[] = []
  for (let touched = 0; touched < 5; touched++) {
    await page.evaluate(() => {
      seen.slowest = 0
    })
    await tapAt(page, { x: 40, y: 40 })
    await quiet(page)
    times.push(await page.evaluate(() => seen.slowest))
  }
  await page.close()
  return median(times)
}

const chromium = findChromium()
if (chromium === undefined) throw new Error('There is no Chromium on PATH or in the usual places; CHROMIUM names one.')
const now = Date.now()
const clan = Array.from({ length: 29 }, (_, index) => `Clan ${index + 1}`)
const stage = await startStage([tenYears('Evergreen', now), ...clan.map((name) => aMonth(name, now))])
const browser = await launch(chromium)
try {
  const loads: Load[] = []
  const touches: Record<Step, Touch>[] = []
  const floors: number[] = []
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({
      viewport: size,
      hasTouch: true,
      isMobile: true,
      baseURL: stage.url,
    })
    const credentials = { username: 'admin', password: adminPassword, cookie: true }
    const answer = await context.request.post('/auth/login', { data: credentials })
    if (!answer.ok()) throw new Error(`login answered ${answer.status()}`)
    const page = await openPage(context)
    loads.push(await load(page))
    touches.push(await touch(page))
    floors.push(await touchNothing(await openPage(context)))
    await context.close()
  }
  const ofStep = (step: Step, name: keyof Touch): number => median(touches.map((each) => each[step][name]))
  for (const step of steps) console.log(`${step}: ${ofStep(step, 'ms')} ms, shift ${ofStep(step, 'shift').toFixed(3)}`)
  const of = (name: keyof Load): number => Math.round(median(loads.map((each) => each[name])))
  console.log(
    JSON.stringify({
      bytes: of('bytes'),
      requests: of('requests'),
      firstPaintMs: of('firstPaintMs'),
      largestPaintMs: of('largestPaintMs'),
      todayMs: of('todayMs'),
      blockedMs: of('blockedMs'),
      shift: Number(median(loads.map(({ shift }) => shift)).toFixed(3)),
      slowCpuInteractionMs: Math.max(...steps.map((step) => ofStep(step, 'ms'))),
      emptyPageInteractionMs: median(floors),
      stepShift: Number(Math.max(...steps.map((step) => ofStep(step, 'shift'))).toFixed(3)),
    }),
  )
} finally {
  await browser.close()
  await stage.stop()
}
