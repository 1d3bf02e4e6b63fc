import { now } from '../clock.ts'
import { exact, spoken } from '../time.ts'
import { zone } from '../zone.ts'

/** A moment as people say it, in the zone that was chosen; the exact one on demand. */
export const Moment = ({ at }: { at: number | string }) => {
  const ms = typeof at === 'string' ? Date.parse(at) : at
  return (
    <time dateTime={new Date(ms).toISOString()} title={exact(ms, zone.value)}>
      {spoken(ms, now.value, zone.value)}
    </time>
  )
}
