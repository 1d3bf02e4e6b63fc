import { fstatSync } from 'node:fs'
import { Socket } from 'node:net'

/** One of the two streams that a program writes its lines to. */
export interface Output {
  write: (line: string) => void
  /** Resolves when all is written, or after a moment in which nobody has read. */
  close: () => Promise<void>
}

/** The most bytes that wait for whoever reads. What comes then is dropped, and counted. */
const mostWaiting = 4_000_000

/** How long the end waits for whoever reads. */
const patienceMs = 1_000

/** Lines into a pipe. Node waits for who reads one, with all that the process does; here they wait in memory. */
const intoPipe = (fd: number): Output => {
  const pipe = new Socket({ fd, readable: false, writable: true })
  // Nobody reads any more: that is no reason to end.
  pipe.on('error', () => undefined)
  let dropped = 0
  const put = (line: string): void => {
    pipe.write(`${line}\n`)
  }
  return {
    write: (line) => {
      if (pipe.writableLength + line.length > mostWaiting) {
        dropped += 1
        return
      }
      if (dropped > 0) put(`${dropped} lines were dropped here: nobody read them`)
      dropped = 0
      put(line)
    },
    close: async () => {
      const done = Promise.withResolvers<void>()
      const timer = setTimeout(done.resolve, patienceMs)
      pipe.once('close', done.resolve)
      pipe.end()
      await done.promise
      clearTimeout(timer)
      pipe.destroy()
    },
  }
}

/** Standard output (1) or standard error (2), such that a pipe that nobody reads holds nothing up. */
export const openOutput = (fd: 1 | 2): Output => {
  const kind = fstatSync(fd)
  if (kind.isFIFO() || kind.isSocket()) return intoPipe(fd)
  const stream = fd === 1 ? process.stdout : process.stderr
  return {
    write: (line) => {
      stream.write(`${line}\n`)
    },
    close: async () => {},
  }
}
