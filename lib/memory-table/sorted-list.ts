/** The sort key of an entry, and what tells entries of one sort key apart. */
export interface Entry<T> {
  sort: string | number
  id: string
  value: T
}

/** Entries in the order of their sort keys, found by bisection. Keys are ASCII, whose order is that of their bytes. */
export class SortedList<T> {
  readonly entries: Entry<T>[] = []

  /** The place of the first entry that is not before this one; with `after`, of the first that is behind it. */
  place(sort: string | number, id = '', after = false): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.entries[middle]!
      const before = entry.sort < sort || (entry.sort === sort && (after ? entry.id <= id : entry.id < id))
      if (before) low = middle + 1
      else high = middle
    }
    return low
  }

  get(sort: string | number, id = ''): T | undefined {
    const entry = this.entries[this.place(sort, id)]
    return entry && entry.sort === sort && entry.id === id ? entry.value : undefined
  }

  set(sort: string | number, id: string, value: T): void {
    const place = this.place(sort, id)
    const entry = this.entries[place]
    if (entry && entry.sort === sort && entry.id === id) entry.value = value
    else this.entries.splice(place, 0, { sort, id, value })
  }

  delete(sort: string | number, id = ''): void {
    const place = this.place(sort, id)
    const entry = this.entries[place]
    if (entry && entry.sort === sort && entry.id === id) this.entries.splice(place, 1)
  }
}
