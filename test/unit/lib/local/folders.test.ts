import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRunFolder, privateFolder } from '../../../../lib/local/folders.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-folders-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const modeOf = (path: string): number => statSync(path).mode & 0o777

describe('privateFolder', () => {
  it('closes a folder to other users, one that was there as well', () => {
    const path = join(dataDir, 'a', 'b')
    expect(privateFolder(path)).toBe(path)
    expect(modeOf(path)).toBe(0o700)
    chmodSync(path, 0o755)
    privateFolder(path)
    expect(modeOf(path)).toBe(0o700)
  })
})

describe('openRunFolder', () => {
  it('removes what killed runs have left, and nothing that somebody else has put there', () => {
    const killed = openRunFolder(dataDir)
    writeFileSync(join(killed.path, 'template.json'), '{}')
    const own = ['hiscore-ledger-backup', 'hiscore-ledger-2026', 'runs/run-of-mine', 'runs/notes']
    for (const name of own) mkdirSync(join(dataDir, name))
    writeFileSync(join(dataDir, 'hiscore-ledger-backup.ndjson'), '{}')

    const run = openRunFolder(dataDir)
    run.removeOthers()
    expect(existsSync(killed.path)).toBe(false)
    expect(existsSync(run.path)).toBe(true)
    expect(modeOf(dirname(run.path))).toBe(0o700)
    run.remove()
    expect(readdirSync(dataDir).sort()).toEqual([
      'hiscore-ledger-2026',
      'hiscore-ledger-backup',
      'hiscore-ledger-backup.ndjson',
      'runs',
    ])
    expect(readdirSync(join(dataDir, 'runs')).sort()).toEqual(['notes', 'run-of-mine'])
  })

  it('takes a temporary one when nothing is kept', () => {
    const [one, other] = [openRunFolder(undefined), openRunFolder(undefined)]
    one.removeOthers()
    expect(existsSync(other.path)).toBe(true)
    for (const { path, remove } of [one, other]) {
      expect(dirname(path)).toBe(tmpdir())
      remove()
      expect(existsSync(path)).toBe(false)
    }
  })
})
