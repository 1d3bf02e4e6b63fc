import { full, short, signed } from '../../../charts/numbers.ts'
import { nameOf } from '../../names.ts'
import { Glyph } from '../../parts/glyph.tsx'
import { type GainGroup, type GainRow, unitOf } from './gains.ts'

const titles = { skills: 'Skills', bosses: 'Bosses', activities: 'Activities' }
const heads = { skills: 'Experience', bosses: 'Kills', activities: 'Score' }

/** What else is to be said of a row, in few words. */
const aside = ({ level, levels, perDay, newlyRanked, rollback, isRating }: GainRow): string =>
  [
    levels > 0 && `+${levels} ${levels === 1 ? 'level' : 'levels'}, now ${full(level)}`,
    newlyRanked && 'newly ranked: before that it is unknown',
    rollback && 'fell',
    isRating && 'a rating',
    perDay !== null && Math.abs(perDay) >= 1 && `${short(perDay)} a day`,
  ]
    .filter(Boolean)
    .join(' · ')

interface RowProps {
  row: GainRow
  isChosen: boolean
  onChoose: () => void
}

const Row = ({ row, isChosen, onChoose }: RowProps) => (
  <tr class={isChosen ? 'gain chosen' : 'gain'}>
    <th scope="row">
      <button type="button" class="gain-button" aria-pressed={isChosen} onClick={onChoose}>
        <Glyph metric={row.metric} />
        <span>
          {nameOf(row.metric)}
          <span class="gain-aside">{aside(row)}</span>
        </span>
      </button>
    </th>
    <td class={row.gained === null ? 'number unknown' : 'number'}>{signed(row.gained)}</td>
  </tr>
)

interface Props {
  groups: readonly GainGroup[]
  overall: GainRow | undefined
  chosen: string
  onChoose: (metric: string) => void
}

/** What was gained, the most first; a touch shows the course of a row. */
export const GainsList = ({ groups, overall, chosen, onChoose }: Props) => {
  const row = (each: GainRow) => (
    <Row key={each.metric} row={each} isChosen={each.metric === chosen} onChoose={() => onChoose(each.metric)} />
  )
  return (
    <div class="gains">
      {overall && (
        <table class="table">
          <caption class="aside">Total</caption>
          <tbody>{row(overall)}</tbody>
        </table>
      )}
      {groups.map(({ group, rows }) => (
        <table class="table" key={group}>
          <caption class="aside">{`${titles[group]}, in ${unitOf(group)}`}</caption>
          <thead>
            <tr>
              <th scope="col">{titles[group]}</th>
              <th scope="col" class="number">
                {heads[group]}
              </th>
            </tr>
          </thead>
          <tbody>{rows.map(row)}</tbody>
        </table>
      ))}
    </div>
  )
}
