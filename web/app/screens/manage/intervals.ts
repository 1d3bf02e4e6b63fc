const minutes = [5, 10, 15, 30, 60, 120, 360, 720, 1_440, 10_080]

/** An interval between two fetches in words; null adapts to what the character does. */
export const intervalName = (interval: number | null): string => {
  if (interval === null) return 'adapts, hourly to daily'
  if (interval % 1_440 === 0) return interval === 1_440 ? 'every day' : `every ${interval / 1_440} days`
  if (interval % 60 === 0) return interval === 60 ? 'every hour' : `every ${interval / 60} hours`
  return `every ${interval} minutes`
}

/** The intervals to choose from, with the one that is set. */
export const intervalOptions = (set: number | null): { value: string; text: string }[] =>
  [...new Set(set === null ? minutes : [...minutes, set])]
    .sort((a, b) => a - b)
    .map((each) => ({ value: String(each), text: intervalName(each) }))
