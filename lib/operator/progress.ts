import { SingleBar } from 'cli-progress'

/** A bar on the terminal, from nothing to all; where standard error is no terminal there is none. */
export interface Progress {
  /** `all` is undefined where nobody knows, and the bar is a count then; `beside` is what else there is to say. */
  show: (done: number, all: number | undefined, beside?: string) => void
  end: () => void
}

/** Shows how far something is, counted in `unit`. Its caller ends it, also when what it is about fails. */
export const startProgress = (unit: string): Progress => {
  let bar: SingleBar | undefined
  const start = (done: number, all: number | undefined, beside: string): SingleBar => {
    const format =
      all === undefined ? `{value} ${unit}{beside}` : `{bar} {percentage} %  {value} of {total} ${unit}{beside}`
    const started = new SingleBar({
      format,
      formatValue: (value) => value.toLocaleString('en-US'),
      stream: process.stderr,
    })
    started.start(all ?? Infinity, done, { beside })
    return started
  }
  return {
    show: (done, all, beside = '') => {
      bar ??= start(done, all, beside)
      bar.update(done, { beside })
    },
    end: () => bar?.stop(),
  }
}
