import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a data folder for this stack alone and gives the function that lets go of it. Throws when another stack has it.
 * The lock is SQLite's on a file of its own: the operating system drops it with the process, however that ends.
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new Error(`The data folder ${folder} is in use by another local stack.`)
  }
  return () => lock.close()
}
