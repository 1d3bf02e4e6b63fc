import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a folder for this process alone and gives the function that lets go of it. Throws what `refusal` says when another one
 * has it. The lock is SQLite's on a file of its own: the operating system drops it with the process, however that ends.
 */
export const lockFolder = (folder: string, refusal: () => Error): (() => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw refusal()
  }
  return () => lock.close()
}
