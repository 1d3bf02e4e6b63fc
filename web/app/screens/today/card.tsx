import { date } from '../../../charts/dates.ts'
import { full, short, shortSigned, signed } from '../../../charts/numbers.ts'
import { Sparkline } from '../../../charts/sparkline.tsx'
import { page } from '../../../charts/theme.ts'
import { now } from '../../clock.ts'
import { nameOf } from '../../names.ts'
import { Freshness } from '../../parts/freshness.tsx'
import { Glyph } from '../../parts/glyph.tsx'
import { Moment } from '../../parts/moment.tsx'
import { hrefOf } from '../../router.ts'
import { milestoneWords } from '../../words/milestones.ts'
import { boardName } from '../../words/titles.ts'
import { zone } from '../../zone.ts'
import type { Card as CardData } from './overview.ts'

/** When it was first seen, where gains count from then because that is after their period began. */
const firstSeenIn = ({ start, from }: CardData['week']): string | undefined =>
  from !== null && Date.parse(from.fetchedAt) > Date.parse(start) ? from.fetchedAt : undefined

const Gain = ({ gained, period }: { gained: number | null; period: string }) => (
  <>
    {gained === null ? (
      <span class="unknown">unknown</span>
    ) : (
      <>
        <span class="number">{signed(gained)}</span> <abbr title="experience">XP</abbr>
      </>
    )}{' '}
    <span class="muted period">{period}</span>
  </>
)

const Top = ({ top }: { top: CardData['today']['top'] }) => (
  <ul class="card-top">
    {top.map(({ metric, gained }) => (
      <li key={metric}>
        <Glyph metric={metric} size={16} />
        {nameOf(metric)} <span class="number">{shortSigned(gained)}</span>
      </li>
    ))}
  </ul>
)

/** The month's experience as a line, in words for who does not see it. */
const Month = ({ username, days }: Pick<CardData, 'username' | 'days'>) => {
  const known = days.flatMap(({ experience }) => experience ?? [])
  if (known.length < 2) return null
  const gained = known.at(-1)! - known[0]!
  const points = days.map(({ date, experience }) => ({ at: Date.parse(date), value: experience }))
  const label = `Experience of ${username} over the last 30 days, as far as it is known: ${signed(gained)}`
  return (
    <div class="card-month">
      <Sparkline label={label} points={points} theme={page} width={104} height={28} />
      <span class="muted" aria-hidden="true">
        {known.length === days.length ? '30 days' : `${known.length} of 30 days`}
      </span>
    </div>
  )
}

const Standing = ({ overall }: Pick<CardData, 'overall'>) =>
  overall === null || overall.experience === null ? (
    <p class="small muted">Its overall experience is not on the hiscores.</p>
  ) : (
    <p class="small muted number">
      Level {full(overall.level)} · {short(overall.experience)} XP · rank{' '}
      {overall.rank === null ? 'unknown' : full(overall.rank)}
    </p>
  )

const Next = ({
  metric,
  kind,
  threshold,
  progress,
  estimatedAt,
  tz,
}: NonNullable<CardData['next']> & { tz: string }) => (
  <p class="small">
    Next: {milestoneWords({ metric, kind, threshold }, nameOf(metric))}{' '}
    <span class="muted">
      ({Math.floor(progress * 100)} %
      {estimatedAt !== null && `, about ${date(Math.max(Date.parse(estimatedAt), now.value), tz)}`})
    </span>
  </p>
)

/** One character on one glance: what it gained today, and this week, and what comes next. */
export const Card = ({ card }: { card: CardData }) => {
  const { username, mode, active, overall, today, week, next, days } = card
  const firstSeen = firstSeenIn(week)
  // Who reads a signal is drawn again for that and for another card, and not whenever the list grows.
  const tz = zone.value
  return (
    <>
      <div class="card-head">
        <h2>
          <a href={hrefOf({ screen: 'player', username })}>{username}</a>
        </h2>
        {mode !== 'regular' && <span class="badge">{boardName(mode)}</span>}
        {!active && <span class="badge warn">paused</span>}
        <Month username={username} days={days} />
      </div>
      <div>
        <p class="card-today">
          <Gain gained={today.gained} period="today" />
        </p>
        <p>
          <Gain gained={week.gained} period="this week" />
        </p>
      </div>
      {today.top.length > 0 && <Top top={today.top} />}
      {firstSeen !== undefined && (
        <p class="small muted">
          Counted from <Moment at={firstSeen} /> on, when it was first seen
        </p>
      )}
      <div class="card-foot">
        {next && <Next {...next} tz={tz} />}
        <Standing overall={overall} />
        <Freshness {...card} />
      </div>
    </>
  )
}
