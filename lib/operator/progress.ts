import { SingleBar } from 'cli-progress'

/** A bar on the terminal, from nothing to all; where standard error is no terminal there is none. */
export interface Progress {
  /** `beside` is what else there is to say. */
  show: (done: number, all: number, beside?: string) => void
  end: () => void
}

/** Shows how far something is, counted in `unit`. Its caller ends it, also when what it is about fails. */
export const startProgress = (unit: string): Progress => {
  const bar = new SingleBar({
    format: `{bar} {percentage} %  {value} of {total} ${unit}{beside}`,
    stream: process.stderr,
  })
  let started = false
  return {
    show: (done, all, beside = '') => {
      if (started) bar.update(done, { beside })
      else bar.start(all, done, { beside })
      started = true
    },
    end: () => {
      if (started) bar.stop()
    },
  }
}
