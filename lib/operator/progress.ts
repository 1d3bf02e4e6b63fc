import { SingleBar } from 'cli-progress'

/** A bar on the terminal, from nothing to all; where standard error is no terminal there is none. */
export interface Progress {
  show: (done: number, all: number) => void
  end: () => void
}

/** Shows how far something is, counted in `unit`. Its caller ends it, also when what it is about fails. */
export const startProgress = (unit: string): Progress => {
  const bar = new SingleBar({ format: `{bar} {percentage} %  {value} of {total} ${unit}`, stream: process.stderr })
  let started = false
  return {
    show: (done, all) => {
      if (started) bar.update(done)
      else bar.start(all, done)
      started = true
    },
    end: () => {
      if (started) bar.stop()
    },
  }
}
