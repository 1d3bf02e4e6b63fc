import { nameOf } from '../../names.ts'
import { Glyph } from '../../parts/glyph.tsx'
import { Reached } from '../../parts/reached.tsx'
import { hrefOf } from '../../router.ts'
import { milestoneWords } from '../../words/milestones.ts'
import type { Overview } from './overview.ts'

/** The latest milestones of all characters, a card among theirs. */
export const Latest = ({ milestones }: Pick<Overview, 'milestones'>) => (
  <li class="card latest">
    <h2>Latest milestones</h2>
    <ul>
      {milestones.map((each) => (
        <li key={`${each.username} ${each.kind} ${each.metric} ${each.threshold}`}>
          <Glyph metric={each.metric} size={16} />
          <a href={hrefOf({ screen: 'player', username: each.username })}>{each.username}</a>
          <span>{milestoneWords(each, nameOf(each.metric))}</span>
          <span class="small muted">
            <Reached {...each} />
          </span>
        </li>
      ))}
    </ul>
  </li>
)
