import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { fileError } from '../file-error.ts'

// A write for each line would be most of the time that it takes.
const chunkLength = 65_536

const fill = async (handle: FileHandle, lines: AsyncIterable<string>, fail: (error: unknown) => never) => {
  const write = (chunk: string): Promise<void> => handle.writeFile(chunk).catch(fail)
  let chunk = ''
  for await (const line of lines) {
    chunk += line
    if (chunk.length < chunkLength) continue
    await write(chunk)
    chunk = ''
  }
  await write(chunk)
  await handle.datasync().catch(() => undefined)
}

/** The file that a name means, behind links; undefined when there is none or it is a device, which is not replaced. */
const place = async (file: string): Promise<{ path: string; replace: boolean }> => {
  try {
    const path = await realpath(file)
    return { path, replace: (await stat(path)).isFile() }
  } catch {
    return { path: file, replace: true }
  }
}

/**
 * Writes a file that only its owner may read, whoever could read the one of before. It takes that one's place when it is
 * whole; until then, and when `lines` fail, nothing is lost. Throws `FileError`.
 */
export const writeOwnerFile = async (file: string, lines: AsyncIterable<string>): Promise<void> => {
  const fail = (error: unknown): never => {
    throw fileError(file, 'written', error)
  }
  const { path, replace } = await place(file)
  const part = replace ? `${path}.part` : path
  if (replace) await rm(part, { force: true }).catch(fail)
  const handle = await open(part, replace ? 'wx' : 'w', 0o600).catch(fail)
  try {
    await fill(handle, lines, fail)
    await handle.close().catch(fail)
    if (replace) await rename(part, path).catch(fail)
  } catch (error) {
    await handle.close().catch(() => undefined)
    if (replace) await rm(part, { force: true }).catch(() => undefined)
    throw error
  }
}
