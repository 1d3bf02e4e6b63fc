const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

/** Whether a name has what was written in it; space, hyphen, underscore and case make no difference. */
export const sameName = (name: string, written: string): boolean => plain(name).includes(plain(written))
