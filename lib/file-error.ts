import { getSystemErrorMessage } from 'node:util'

/** A file that cannot be read or written; the message says which and why. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

/** What is wrong, without the codes of a fault of the file system: as in `no such file or directory`. */
export const wordsOf = (error: unknown): string => {
  const { errno, message } = error as NodeJS.ErrnoException
  return errno === undefined ? message : getSystemErrorMessage(errno)
}

/** Says of a fault of the file system which file it is about. */
export const fileError = (file: string, doing: 'read' | 'written', error: unknown): FileError =>
  new FileError(`${file} cannot be ${doing}: ${wordsOf(error)}.`)
