import { modes } from '../../../../shared/hiscores/boards.ts'
import { metrics, nameOf } from '../../names.ts'
import { Choices } from '../../parts/choices.tsx'
import { slug } from '../../router.ts'
import { periods } from '../../window.ts'
import { boardName } from '../../words/titles.ts'
import type { BoardQuery } from './board-query.ts'

interface Props {
  asked: BoardQuery
  onChange: (change: Partial<BoardQuery>) => void
}

const groups = [
  { group: 'overall', text: 'Overall' },
  { group: 'skills', text: 'Skills' },
  { group: 'bosses', text: 'Bosses' },
  { group: 'activities', text: 'Activities' },
] as const

/** Chooses one of all metrics; the one that is shown stands there before all are known. */
const MetricSelect = ({ asked, onChange }: Props) => {
  const known = metrics.value ?? []
  const isListed = known.some(({ metric }) => metric === asked.metric)
  return (
    <div class="field">
      <label for="board-metric">Metric</label>
      <select
        id="board-metric"
        class="input"
        value={asked.metric}
        onChange={(event) => onChange({ metric: event.currentTarget.value })}
      >
        {!isListed && <option value={asked.metric}>{nameOf(asked.metric)}</option>}
        {groups.map(({ group, text }) => (
          <optgroup key={group} label={text}>
            {known
              .filter((each) => each.group === group)
              .map(({ metric, name }) => (
                <option key={metric} value={metric}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  )
}

/** By what the board ranks, and whom. */
export const Filters = ({ asked, onChange }: Props) => (
  <>
    <div class="range-bar">
      <Choices
        legend="Gained in, or by value"
        name="board-period"
        value={asked.period ?? 'value'}
        options={[...periods, { value: 'value', text: 'Value' }]}
        onChoose={(period) => onChange({ period: period === 'value' ? undefined : period })}
      />
    </div>
    <div class="board-filters">
      <MetricSelect asked={asked} onChange={onChange} />
      {slug.value === undefined && (
        <>
          <div class="field">
            <label for="board-mode">Board</label>
            <select
              id="board-mode"
              class="input"
              value={asked.mode ?? ''}
              onChange={({ currentTarget: { value } }) => onChange({ mode: modes.find((mode) => mode === value) })}
            >
              <option value="">all</option>
              {modes.map((mode) => (
                <option key={mode} value={mode}>
                  {boardName(mode)}
                </option>
              ))}
            </select>
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={asked.isAll}
              onChange={(event) => onChange({ isAll: event.currentTarget.checked })}
            />
            Paused ones too
          </label>
        </>
      )}
    </div>
  </>
)
