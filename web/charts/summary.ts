import { date, dateTime } from './dates.ts'
import { bestOf, type DayGain, midnightOf, sumOf } from './days.ts'
import type { Line } from './layout.ts'
import { full, signed, unknown } from './numbers.ts'
import { gainedIn, isKnown, type Span, within } from './points.ts'
import { seamMeaning, seamName } from './seams.ts'

/** What a line shows, in words, for whoever does not see it. */
export const lineSummary = ({ name, points, seams = [] }: Line, span: Span, tz: string): string => {
  const seen = within(points, span)
  const known = seen.filter(isKnown)
  const first = known[0]
  const last = known.at(-1)
  if (!first || !last) return `${name}: ${unknown} from ${date(span.start, tz)} to ${date(span.end, tz)}.`
  const parted = within(seams, span)
  const sentences = [
    `${name}: ${full(first.value)} on ${dateTime(first.at, tz)}`,
    first === last ? '' : `, ${full(last.value)} on ${dateTime(last.at, tz)}; gained ${signed(gainedIn(seen, parted))}`,
    '.',
    known.length < seen.length ? ' In between it is unknown at times.' : '',
    ...parted.map(({ at, kind }) => ` ${seamName(kind)} on ${date(at, tz)}: ${seamMeaning(kind)}.`),
  ]
  return sentences.join('')
}

/** What each of some days brought, in words. */
export const daysSummary = (days: readonly DayGain[]): string => {
  const first = days[0]
  const last = days.at(-1)
  if (!first || !last) return 'No days.'
  const words = (day: string): string => date(midnightOf(day), 'UTC')
  const best = bestOf(days)
  const unknown = days.filter(({ gained }) => gained === null).length
  return [
    `${words(first.date)} to ${words(last.date)}: ${signed(sumOf(days))}.`,
    best ? ` Best day: ${words(best.date)} with ${full(best.gained)}.` : '',
    unknown > 0 ? ` ${unknown} of ${days.length} days are unknown.` : '',
  ].join('')
}
