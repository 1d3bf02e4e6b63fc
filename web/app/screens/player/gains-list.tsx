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
  onChoose: (metric: string) => void
}

const Row = ({ row, isChosen, onChoose }: RowProps) => (
  <tr class={isChosen ? 'gain chosen' : 'gain'}>
    <th scope="row">
      <button type="button" class="gain-button" aria-pressed={isChosen} onClick={() => onChoose(row.metric)}>
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

/** The first rows of some groups. */
const firstOf = (groups: readonly GainGroup[], most: number): GainGroup[] => {
  let left = most
  return groups.flatMap(({ group, rows }) => {
    const drawn = rows.slice(0, Math.max(0, left))
    left -= rows.length
    return drawn.length > 0 ? [{ group, rows: drawn }] : []
  })
}

interface Props {
  groups: readonly GainGroup[]
  overall: GainRow | undefined
  /** How many rows are drawn, but for the total. */
  most: number
  chosen: string
  onChoose: (metric: string) => void
}

/** What was gained, the most first; a touch shows the course of a row. */
export const GainsList = ({ groups, overall, most, chosen, onChoose }: Props) => {
  const row = (each: GainRow) => (
    <Row key={each.metric} row={each} isChosen={each.metric === chosen} onChoose={onChoose} />
  )
  return (
    <div class="gains">
      {overall && (
        <table class="table">
          <caption class="aside">Total</caption>
          <tbody>{row(overall)}</tbody>
        </table>
      )}
      {firstOf(groups, most).map(({ group, rows }) => (
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
