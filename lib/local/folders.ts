import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a folder of this program's own, if it is not there, and closes it to other users. Gives its path. */
export const privateFolder = (path: string): string => {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o700)
  return path
}

/** The folder that one run synthesizes into. */
export interface RunFolder {
  path: string
  remove: () => void
  /** Removes what runs that were killed have left beside it; no other run may use the same data folder. */
  removeOthers: () => void
}

/** Makes a folder for this run: under `runs` in the data folder, where nothing but runs is, or else a temporary one. */
export const openRunFolder = (dataDir: string | undefined): RunFolder => {
  const runs = dataDir === undefined ? undefined : privateFolder(join(dataDir, 'runs'))
  const prefix = runs === undefined ? join(tmpdir(), 'hiscore-ledger-') : join(runs, 'run-')
  const path = mkdtempSync(prefix)
  const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })
  return {
    path,
    remove: () => remove(path),
    removeOthers: () => {
      if (runs === undefined) return
      // A name that a run cannot have made is somebody else's, even here.
      const made = readdirSync(runs).filter((name) => /^run-[A-Za-z0-9]{6}$/.test(name))
      for (const other of made.map((name) => join(runs, name))) if (other !== path) remove(other)
    },
  }
}
