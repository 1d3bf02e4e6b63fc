import { useSignal } from '@preact/signals'
import { now } from '../../clock.ts'
import { Empty, Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Find } from '../../parts/find.tsx'
import { useGrowing } from '../../parts/growing.ts'
import { Heading } from '../../parts/heading.tsx'
import { slug } from '../../router.ts'
import { longDay } from '../../time.ts'
import { zone, zoneName } from '../../zone.ts'
import { Card } from './card.tsx'
import { Latest } from './latest.tsx'
import { NobodyYet } from './nobody-yet.tsx'
import { type Card as CardData, failure, isLoading, more, type Overview, overview, reload } from './overview.ts'
import { sameName } from './same-name.ts'

const nothingYet = ({ today }: CardData): boolean => today.gained === null || today.gained === 0

const Cards = ({ cards, milestones, next }: Overview) => {
  const sought = useSignal('')
  const drawn = useGrowing(cards.length, 4)
  const isSought = ({ username }: CardData): boolean => sameName(username, sought.value)
  return (
    <>
      {(cards.length > 8 || next !== null) && (
        <div class="today-find">
          <Find
            label="Find a character"
            onFind={(value) => {
              sought.value = value
            }}
          />
        </div>
      )}
      {cards.every(nothingYet) && (
        <p class="notice calm">
          Nothing gained yet today. The hiscores show what a character did once it has logged out, and the tracker looks
          once an hour.
        </p>
      )}
      <ul class="cards">
        {milestones.length > 0 && sought.value === '' && <Latest milestones={milestones} />}
        {cards.slice(0, drawn).map((card) => (
          // To draw one anew takes longer than to hide it.
          <li key={card.username} class="card player-card" hidden={!isSought(card)}>
            <Card card={card} />
          </li>
        ))}
      </ul>
      {!cards.some(isSought) && (
        <p class="muted" role="status">
          {next === null ? 'No character has such a name.' : 'None of those shown so far has such a name.'}
        </p>
      )}
      {next !== null && (
        <button type="button" class="button" onClick={() => void more()}>
          Show more characters (so far {cards.length})
        </button>
      )}
    </>
  )
}

/** What everybody gained today and this week. */
export const Today = () => {
  const seen = overview.value
  return (
    <div class="stack" aria-busy={isLoading.value}>
      <div class="title">
        <Heading title="Today" />
        <p class="muted">
          {longDay(now.value, zone.value)}, since midnight in {zoneName(zone.value)}
        </p>
      </div>
      {failure.value && <Failed failure={failure.value} retry={reload} />}
      {!seen && !failure.value && <Waiting what="the characters" />}
      {seen && seen.cards.length === 0 && (slug.value === undefined ? <NobodyYet onAdded={reload} /> : <NobodyLeft />)}
      {seen && seen.cards.length > 0 && <Cards {...seen} />}
    </div>
  )
}

const NobodyLeft = () => (
  <Empty title="Nobody is left here">
    <p>The characters that this link shows are not tracked any more.</p>
  </Empty>
)
