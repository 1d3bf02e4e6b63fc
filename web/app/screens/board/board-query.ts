import { type Mode, modes } from '../../../../shared/hiscores/boards.ts'
import type { Period } from '../../../../shared/progress/windows.ts'
import { periods } from '../../window.ts'

/** By what the board ranks, and whom. */
export interface BoardQuery {
  metric: string
  /** Of the gains; undefined: by value. */
  period: Period | undefined
  mode: Mode | undefined
  /** Whether paused characters have places as well. */
  isAll: boolean
}

const usual: Period = 'week'

/** What an address asks of the board: overall experience gained this week, of who is active, unless it says otherwise. */
export const boardQueryOf = (query: URLSearchParams): BoardQuery => {
  const period = query.get('period') ?? usual
  return {
    metric: query.get('metric') ?? 'overall',
    period: period === 'value' ? undefined : (periods.find(({ value }) => value === period)?.value ?? usual),
    mode: modes.find((mode) => mode === query.get('mode')),
    isAll: query.get('active') === 'all',
  }
}

/** The parts of an address that ask it; what is usual is not named. */
export const boardAddressOf = ({ metric, period, mode, isAll }: BoardQuery): Record<string, string | undefined> => ({
  metric: metric === 'overall' ? undefined : metric,
  period: period === usual ? undefined : (period ?? 'value'),
  mode,
  active: isAll ? 'all' : undefined,
})
