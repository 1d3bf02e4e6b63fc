import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileError } from '../../../file-error.ts'
import { ImportError } from '../../reasons.ts'

/** The lines of a file, or of standard input for `-`. Throws `FileError`. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  if (file === '-') {
    yield* createInterface({ input: process.stdin, crlfDelay: Infinity })
    return
  }
  const fail = (error: unknown): never => {
    throw fileError(file, 'read', error)
  }
  const handle = await open(file).catch(fail)
  try {
    // A folder opens like a file, and is told from one by the first read.
    await handle.read({ length: 1, position: 0 }).catch(fail)
    yield* handle.readLines({ start: 0 })
  } finally {
    await handle.close()
  }
}

/** A file, or standard input for `-`, in pieces. Throws `FileError`. */
export async function* chunksOf(file: string): AsyncGenerator<string> {
  const stream = file === '-' ? process.stdin : createReadStream(file)
  stream.setEncoding('utf8')
  try {
    yield* stream as AsyncIterable<string>
  } catch (error) {
    throw error instanceof Error && 'errno' in error ? fileError(file, 'read', error) : error
  }
}

/** Reads one file after the other; where there are several, what is wrong with one says which. */
export async function* eachFile<T>(
  files: readonly string[],
  read: (file: string) => AsyncIterable<T>,
): AsyncGenerator<T> {
  for (const file of files) {
    try {
      yield* read(file)
    } catch (error) {
      if (error instanceof ImportError && files.length > 1) throw new ImportError(`${file}: ${error.message}`)
      throw error
    }
  }
}
