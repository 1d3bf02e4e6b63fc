import { type DayGain, quartersOf, type Step, stepOf } from './days.ts'
import { short } from './numbers.ts'
import type { ChartTheme } from './theme.ts'

/** A look that a cell has, and what it means. */
interface Look {
  step: Step | 'unknown'
  words: string
}

const steps = [1, 2, 3, 4] as const

/** What the cells of a heat map of these days mean; steps that no day has are left out. */
export const looksOf = (days: readonly DayGain[]): Look[] => {
  const quarters = quartersOf(days)
  const leastOf = (step: Step): number =>
    Math.min(...days.flatMap(({ gained }) => (gained !== null && stepOf(gained, quarters) === step ? [gained] : [])))
  const used = steps.map((step) => ({ step, least: leastOf(step) })).filter(({ least }) => Number.isFinite(least))
  return [
    { step: 'unknown', words: 'unknown' },
    { step: 0, words: 'nothing' },
    ...used.map(({ step, least }) => ({ step, words: `from ${short(least)}` })),
  ]
}

/** One look of a cell by itself. */
export const HeatCell = ({ step, theme }: { step: Look['step']; theme: ChartTheme }) => (
  <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    {step === 'unknown' ? (
      <circle cx="7" cy="7" r="3.5" fill="none" stroke={theme.muted} />
    ) : (
      <rect x="0.5" y="0.5" width="13" height="13" rx="2" fill={theme.steps[step]} />
    )}
  </svg>
)
