import { full, short, unknown } from '../../../charts/numbers.ts'
import type { Answer } from '../../contract.ts'
import { nameOf } from '../../names.ts'
import { Glyph } from '../../parts/glyph.tsx'
import { levelProgress } from './level-progress.ts'
import { hrefWith } from './views.tsx'

type Skill = Answer<'GET /players/{username}/stats'>['skills'][string]

/** One skill: its level, its experience, how far it is to the next level; leads to its course. */
export const SkillCell = ({ metric, skill }: { metric: string; skill: Skill }) => {
  const { level, experience, rank } = skill
  const next = experience === null ? undefined : levelProgress(experience)
  return (
    <li class="skill">
      <a href={hrefWith({ view: undefined, metric })}>
        <span class="skill-head">
          <Glyph metric={metric} size={20} />
          <span class="skill-name">{nameOf(metric)}</span>
          <span class={level === null ? 'skill-level unknown' : 'skill-level number'}>{full(level)}</span>
        </span>
        <span class="skill-bar" aria-hidden="true">
          <span style={{ width: `${Math.round((next?.share ?? (experience === null ? 0 : 1)) * 100)}%` }} />
        </span>
        <span class="skill-foot number">
          {experience === null ? (
            <span class="unknown">experience {unknown}</span>
          ) : (
            <>
              <span class="skill-full">{full(experience)} XP</span>
              <span class="skill-short">{short(experience)} XP</span>
            </>
          )}
          {next && <span class="skill-left">{`${short(next.left)} to ${next.next}`}</span>}
          <span class="skill-rank">{rank === null ? 'unranked' : `rank ${full(rank)}`}</span>
        </span>
      </a>
    </li>
  )
}
