import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileError } from '../../../../lib/file-error.ts'
import { writeOwnerFile } from '../../../../lib/operator/owner-file.ts'

let folder: string
let file: string
const mode = (): number => statSync(file).mode & 0o777

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-file-'))
  file = join(folder, 'backup')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* lines(count: number): AsyncGenerator<string> {
  for (let line = 0; line < count; line++) yield `line ${line}\n`
}

async function* failing(): AsyncGenerator<string> {
  yield 'half\n'
  throw new Error('the other half')
}

describe("a file that is its owner's alone", () => {
  it('holds all lines in their order', async () => {
    await writeOwnerFile(file, lines(20_000))
    expect(readFileSync(file, 'utf8')).toBe(Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join(''))
    expect(mode()).toBe(0o600)
  })

  it('takes the place of one that everybody could read, and of what a run that was killed has left', async () => {
    writeFileSync(file, 'of before', { mode: 0o644 })
    writeFileSync(`${file}.part`, 'half', { mode: 0o644 })
    await writeOwnerFile(file, lines(1))
    expect([readFileSync(file, 'utf8'), mode()]).toEqual(['line 0\n', 0o600])
    expect(readdirSync(folder)).toEqual(['backup'])
  })

  it('is written where a link leads', async () => {
    const link = join(folder, 'link')
    writeFileSync(file, 'of before')
    symlinkSync(file, link)
    await writeOwnerFile(link, lines(1))
    expect([readlinkSync(link), readFileSync(file, 'utf8')]).toEqual([file, 'line 0\n'])
  })

  it('is as it was when the lines fail, which throws what they throw', async () => {
    writeFileSync(file, 'of before')
    await expect(writeOwnerFile(file, failing())).rejects.toThrow('the other half')
    expect(readFileSync(file, 'utf8')).toBe('of before')
    expect(readdirSync(folder)).toEqual(['backup'])
  })

  it('never takes the place of a device', async () => {
    await writeOwnerFile('/dev/null', lines(1))
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('says which file and why when it cannot be written', async () => {
    await expect(writeOwnerFile(folder, lines(1))).rejects.toEqual(
      new FileError(`${folder} cannot be written: illegal operation on a directory.`),
    )
  })
})
