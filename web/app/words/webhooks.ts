import type { Answer } from '../contract.ts'

type Webhook = Answer<'GET /webhooks'>['webhooks'][number]
export type Event = Webhook['events'][number]

/** What can be told, as people choose it. */
export const eventWords: Readonly<Record<Event, string>> = {
  level: 'Levels of skills',
  milestone: 'Other milestones: experience, total level, kills, ranks',
  record: 'Records: a better day, week, month or year',
  goal: 'Goals that were reached or missed',
  missing: 'Characters that are not on the hiscores any more',
  renamed: 'Characters that have another name',
}

/** How a webhook does, in a sentence. */
export const stateWords = ({ state, lastError }: Pick<Webhook, 'state' | 'lastError'>): string => {
  const why = lastError === null ? '' : `: ${lastError}`
  switch (state) {
    case 'active':
      return lastError === null ? 'Active' : `The last test was not taken${why}`
    case 'failing':
      return `Failing${why}. It is tried again, and nothing is lost for a week`
    case 'off':
      return `Off${why}`
    case 'paused':
      return 'Paused'
    default:
      return state satisfies never
  }
}

/** When a webhook tells something, in a few words. */
export const whenWords = ({ digest, quiet }: Pick<Webhook, 'digest' | 'quiet'>): string => {
  if (digest) return `once a day at ${digest.at} (${digest.tz})`
  return quiet ? `at once, but not from ${quiet.from} to ${quiet.to} (${quiet.tz})` : 'at once'
}
