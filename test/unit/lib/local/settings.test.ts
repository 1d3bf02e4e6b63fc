import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asksForHelp, localHelp } from '../../../../lib/local/help.ts'
import { localVariables, readLocalSettings } from '../../../../lib/local/settings.ts'

describe('readLocalSettings', () => {
  it('has a default for everything, also where a variable is set to nothing', () => {
    const defaults = { PORT: 3_000, DATA_DIR: '.local', TICK_SECONDS: 10, FETCH_PACE_SECONDS: 2 }
    expect(readLocalSettings({})).toEqual(defaults)
    expect(readLocalSettings({ PORT: '', HISCORES_URL: '', ADMIN_PASSWORD: '', DATA_DIR: '' })).toEqual(defaults)
  })

  it('takes what is given, fractions of seconds included', () => {
    const given = { PORT: '0', TICK_SECONDS: '0.5', FETCH_PACE_SECONDS: '0.05', ADMIN_PASSWORD: 'correct horse' }
    expect(readLocalSettings({ ...given, HISCORES_URL: 'http://127.0.0.1:1' })).toMatchObject({
      PORT: 0,
      TICK_SECONDS: 0.5,
      FETCH_PACE_SECONDS: 0.05,
      ADMIN_PASSWORD: 'correct horse',
    })
  })

  it('knows the official hiscores by a word, and any others with a slash at the end or without', () => {
    expect(readLocalSettings({ HISCORES_URL: 'live' }).HISCORES_URL).toBe('https://secure.runescape.com')
    for (const HISCORES_URL of ['http://127.0.0.1:1', 'http://127.0.0.1:1/', 'http://127.0.0.1:1//']) {
      expect(readLocalSettings({ HISCORES_URL }).HISCORES_URL).toBe('http://127.0.0.1:1')
    }
  })

  it('keeps nothing when told so', () => {
    expect(readLocalSettings({ DATA_DIR: 'memory' }).DATA_DIR).toBeUndefined()
  })

  it.each(['live', 'https://secure.runescape.com/', 'http://secure.runescape.com', 'https://services.runescape.com'])(
    'asks %s no faster than every 2 seconds',
    (HISCORES_URL) => {
      expect(readLocalSettings({ HISCORES_URL, FETCH_PACE_SECONDS: '2.5' }).FETCH_PACE_SECONDS).toBe(2.5)
      expect(() => readLocalSettings({ HISCORES_URL, FETCH_PACE_SECONDS: '1.9' })).toThrow(
        'FETCH_PACE_SECONDS: the official hiscores are asked at most once every 2 seconds',
      )
    },
  )

  it('takes none of the most common passwords, and does not show it', () => {
    const read = () => readLocalSettings({ ADMIN_PASSWORD: 'Iloveyou' })
    expect(read).toThrow('ADMIN_PASSWORD: is one of the most common passwords')
    expect(read).not.toThrow('Iloveyou')
  })

  it('names every variable that is wrong in one sentence', () => {
    const wrong = {
      PORT: '65536',
      HISCORES_URL: 'localhost:3000',
      ADMIN_PASSWORD: 'short',
      TICK_SECONDS: '0',
      FETCH_PACE_SECONDS: 'x',
    }
    const message = (() => {
      try {
        readLocalSettings(wrong)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    })()
    for (const name of Object.keys(wrong)) expect(message).toContain(`${name}: `)
    expect(message).toContain('PORT: is "65536"; a whole number from 0 to 65535 is wanted')
    expect(message).toContain('HISCORES_URL: is "localhost:3000"; a URL or `live` is wanted')
    expect(message).not.toContain('short')
    expect(message).not.toContain('\n')
  })
})

describe('the variables', () => {
  const known = Object.entries(localVariables)

  it('are those of the table in the README', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells)
    const plain = (cells: string[]): string[] => cells.map((cell) => cell.replaceAll('`', ''))
    expect(rows.map(plain)).toEqual(
      known.map(([name, { default: otherwise, meaning }]) => plain([name, otherwise, meaning])),
    )
  })

  it('are all in the help, with their defaults', () => {
    for (const [name, { default: otherwise, meaning }] of known) {
      expect(localHelp).toContain(`  ${name.padEnd(20)}${meaning}\n`)
      expect(localHelp).toContain(`default: ${otherwise}\n`)
    }
  })
})

describe('asksForHelp', () => {
  it('takes --help, nothing at all, and no other argument', () => {
    expect([[], ['--help'], ['-h']].map(asksForHelp)).toEqual([false, true, true])
    for (const argument of ['--port=1', '-x', 'fast', '--help=yes', '--no-help']) {
      expect(() => asksForHelp([argument])).toThrow(/^[^\n]+\. `npm start -- --help` says what there is\.$/)
    }
  })
})
