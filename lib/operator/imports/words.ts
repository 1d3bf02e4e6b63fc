import type { Plan } from './import.ts'
import type { Break } from './replay.ts'
import { dollarsPerUnit } from './writer.ts'

const count = (number: number): string => number.toLocaleString('en-US')

const date = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** As in `1,200 kept, 30 duplicate, 4 refused`. */
export const outcomeOf = ({ kept, duplicate, refused }: { kept: number; duplicate: number; refused: number }): string =>
  `, ${count(kept)} kept, ${count(duplicate)} duplicate, ${count(refused)} refused`

const became: Record<Break['became'], string> = {
  refused: 'refused',
  seam: 'parted by a seam',
  review: 'under review: nobody rises so fast',
}

// Whoever wants more has them in a table of its own making.
const mostBreaks = 20

const breakLine = ({ at, metrics, became: what }: Break): string => {
  const more = metrics.length > 4 ? ` and ${metrics.length - 4} more` : ''
  return `  ${date(at)}  ${what === 'review' ? 'rose' : 'fell'}: ${metrics.slice(0, 4).join(', ')}${more} (${became[what]})`
}

/** What a history brings, for a person to read. */
export const reportOf = ({ replay, changes, early, late, moments, newest }: Plan, from: string): string => {
  const { kept, duplicate, unchanged, refused } = changes.outcome
  const { breaks } = replay
  const span = changes.first === undefined ? '' : `, from ${date(changes.first)} to ${date(changes.last!)}`
  return [
    `${count(moments)} moments from ${from}${span}:`,
    `  ${count(kept)} kept, ${count(duplicate)} duplicate, ${count(unchanged)} without anything new, ${count(refused + early + late)} refused.`,
    ...(early > 0 ? [`  ${count(early)} are older than the hiscores of the game (2013-02-22).`] : []),
    ...(late > 0 ? [`  ${count(late)} are not older than the tracker's own newest state (${date(newest)}).`] : []),
    ...breaks.slice(0, mostBreaks).map(breakLine),
    ...(breaks.length > mostBreaks ? [`  and ${count(breaks.length - mostBreaks)} more like these.`] : []),
  ].join('\n')
}

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} minutes`

/** What writing it takes. */
export const costOf = (units: number, perSecond: number): string =>
  `It takes some ${count(units)} write units, about $${(units * dollarsPerUnit).toFixed(4)} in us-east-1, in ${duration(units / perSecond)}.`
