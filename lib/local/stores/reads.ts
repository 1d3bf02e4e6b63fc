import { createRequire } from 'node:module'
import { Readable } from 'node:stream'

/** A range of a LevelDB that is being read. */
interface Values {
  nextv: (size: number) => Promise<unknown[]>
  close: () => Promise<void>
}

/** The LevelDB that dynalite keeps its tables in, in memory or on disk, with what dynalite has put in the place of its methods. */
interface Database {
  status: string
  get: (key: string, callback: unknown) => unknown
  getSync: (key: string) => unknown
  values: (range: object) => Values
  createValueStream: (range: object) => Readable
}

/** The most values that are read ahead of whoever asks. */
const valuesAtOnce = 1_000

/** Whether it is a table that is there for good: each read of an item looks at its table first, and nothing here alters or removes one. */
const isLasting = (key: string, value: unknown): boolean =>
  key.startsWith('table~') && (value as { TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE'

const readAtOnce = (db: Database): void => {
  const { get } = db
  const tables = new Map<string, unknown>()
  db.get = (key, callback) => {
    // Until it is open LevelDB puts a read off, and then comes back here without a callback.
    if (typeof callback !== 'function' || db.status !== 'open') return get(key, callback)
    let value = tables.get(key)
    try {
      value ??= db.getSync(key)
    } catch (error) {
      return callback(error)
    }
    if (isLasting(key, value)) tables.set(key, value)
    callback(null, value)
  }
  db.createValueStream = (range) => {
    const values = db.values(range)
    return new Readable({
      objectMode: true,
      read() {
        values.nextv(valuesAtOnce).then(
          (found) => {
            for (const value of found) if (!this.destroyed) this.push(value)
            if (found.length === 0) this.push(null)
          },
          (error) => this.destroy(error),
        )
      },
      destroy(error, done) {
        values.close().then(
          () => done(error),
          (failed) => done(error ?? failed),
        )
      },
    })
  }
}

/**
 * Has dynalite read an item by its key without a way through another thread, and of a range all that it needs at once: it takes the values
 * one by one, and a hundred items by their keys in two hundred such ways, in twice the time. A range is closed when it was read: dynalite
 * ends it by `return`, where those of LevelDB know `close` alone, so each query left one open, and with it all that was stored when it began.
 */
export const mendReads = (): void => {
  const stores = createRequire(import.meta.url)('dynalite/db') as { create: (options: object) => { db: Database } }
  const { create } = stores
  stores.create = (options) => {
    const store = create(options)
    readAtOnce(store.db)
    return store
  }
}
