import { createRequire } from 'node:module'

/** An iterator of LevelDB as far as it is looked at here. */
interface Iterator {
  close: () => Promise<void>
  return?: () => Promise<void>
}

/** What all iterators have in common of the LevelDBs that dynalite keeps its tables in, in memory and on disk. */
export const iteratorPrototypes = (): Iterator[] => {
  const requireOf = (from: string, ...names: string[]): NodeJS.Require =>
    names.reduce((each, name) => createRequire(each.resolve(name)), createRequire(from))
  const stores = [
    ['dynalite', 'memory-level'],
    ['dynalite', 'level', 'classic-level'],
  ]
  const prototypes = stores.map((names) => {
    const { AbstractValueIterator } = requireOf(import.meta.url, ...names)('abstract-level')
    return Object.getPrototypeOf(AbstractValueIterator.prototype) as Iterator
  })
  return [...new Set(prototypes)]
}

/**
 * Has dynalite close its iterators. It ends each by `return`, where those of LevelDB know `close` alone: so every query left one open,
 * and with it all that was stored when it began.
 */
export const mendIterators = (): void => {
  for (const prototype of iteratorPrototypes()) {
    prototype.return ??= function (this: Iterator) {
      return this.close()
    }
  }
}
