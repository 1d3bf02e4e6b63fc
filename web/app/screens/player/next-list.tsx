import { date } from '../../../charts/dates.ts'
import { full } from '../../../charts/numbers.ts'
import { now } from '../../clock.ts'
import type { Answer } from '../../contract.ts'
import { nameOf } from '../../names.ts'
import { Glyph } from '../../parts/glyph.tsx'
import { milestoneWords } from '../../words/milestones.ts'
import { zone } from '../../zone.ts'

type Next = Answer<'GET /players/{username}/milestones/next'>['next'][number]

const sureness = { high: '', medium: ', if it goes on like this', low: ', which is a guess' }

/** When something is reached, and how sure that is. */
const expected = ({ estimatedAt, certainty, perDay }: Next): string => {
  if (estimatedAt === null) return perDay === null ? 'not known for a day yet' : 'no date: nothing gained in 30 days'
  return `about ${date(Math.max(Date.parse(estimatedAt), now.value), zone.value)}${sureness[certainty ?? 'low']}`
}

const Row = ({ next }: { next: Next }) => (
  <li class="next">
    <p class="next-head">
      <Glyph metric={next.metric} />
      <strong>{milestoneWords(next, nameOf(next.metric))}</strong>
      <span class="muted number">{Math.floor(next.progress * 100)} %</span>
    </p>
    <span class="skill-bar" aria-hidden="true">
      <span style={{ width: `${Math.floor(next.progress * 100)}%` }} />
    </span>
    <p class="small muted">{`Now ${full(next.current)}; ${expected(next)}.`}</p>
  </li>
)

/** What a character reaches next, the nearest first. */
export const NextList = ({ next }: { next: readonly Next[] }) => (
  <ul>
    {next.map((each) => (
      <Row key={`${each.metric} ${each.kind}`} next={each} />
    ))}
  </ul>
)
