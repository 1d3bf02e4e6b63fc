import { accessSync, constants } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const places = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/Applications/Chromium.app/Contents/MacOS',
  '/Applications/Google Chrome.app/Contents/MacOS',
].filter((place) => place !== '')

const runs = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where a Chromium is: `CHROMIUM`, on PATH, or in the usual places. Undefined when there is none. */
export const findChromium = (): string | undefined =>
  [process.env.CHROMIUM ?? '', ...places.flatMap((place) => names.map((name) => resolve(place, name)))].find(
    (file) => file !== '' && runs(file),
  )

// Its sandbox wants more of the kernel than containers and CI have, and what it looks at here is ours.
const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run']

/** Starts a Chromium that asks nobody for anything. */
export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args })

/** The same for several processes, which `join` it. */
export const launchForAll = (executablePath: string): Promise<BrowserServer> =>
  chromium.launchServer({ executablePath, args, host: '127.0.0.1' })

/** The Chromium that runs at an address; to close it is to leave it. */
export const join = (address: string): Promise<Browser> => chromium.connect(address)
