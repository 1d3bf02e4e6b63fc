const isOfficial = (url: string): boolean => /(^|\.)runescape\.com$/.test(new URL(url).hostname)

/** Whether a pace in seconds suits the hiscores at a URL: the official ones, which several hosts serve, are not to be hurried. */
export const isPolite = (hiscoresUrl: string, paceSeconds: number): boolean =>
  !isOfficial(hiscoresUrl) || paceSeconds >= 2

/** The rule in words, for whoever breaks it. */
export const politeness = 'the official hiscores are asked at most once every 2 seconds'
