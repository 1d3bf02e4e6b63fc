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

/** The time zone of this device. */
export const zoneOfBrowser = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

const kept = preference<string>('zone', zoneOfBrowser, isZone)

/** The time zone in which days begin: the device's, unless another one was chosen. */
export const zone = kept.value

export const chooseZone = kept.choose

/** As people read it: `Europe/Isle of Man`. */
export const zoneName = (name: string): string => name.replaceAll('_', ' ')

/** Every time zone that can be chosen from. */
export const zonesKnown = (): string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC'),
]
