import { preference } from './preference.ts'

/** Whether this browser knows a time zone of the IANA database. */
export const isZone = (name: string): name is string => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const ofBrowser = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
const kept = preference<string>('zone', ofBrowser, isZone)

/** The time zone in which days begin: the browser's, unless another one was chosen. */
export const zone = kept.value

export const chooseZone = kept.choose

/** As people read it: `Europe/Isle of Man`. */
export const zoneName = (name: string): string => name.replaceAll('_', ' ')
