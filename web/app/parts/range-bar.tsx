import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { now } from '../clock.ts'
import { dayOf } from '../time.ts'
import { periods, type Window } from '../window.ts'
import { zone } from '../zone.ts'
import { Choices } from './choices.tsx'

const options = [...periods, { value: 'range', text: 'Range' }] as const

interface Props {
  window: Window
  onChoose: (window: Window) => void
}

/** A date of a window as its field has it: of a moment the local date. */
const dateIn = (text: string): string => (text.includes('T') ? dayOf(Date.parse(text), zone.value) : text)

/** From one date to another, by the fields that a phone has for dates; both days are whole ones. */
const Dates = ({ window, onChoose }: { window: Window | undefined; onChoose: Props['onChoose'] }) => {
  const id = useId()
  const today = dayOf(now.value, zone.value)
  const given = window && 'start' in window ? { start: dateIn(window.start), end: dateIn(window.end) } : undefined
  const start = useSignal(given?.start ?? today)
  const end = useSignal(given?.end ?? today)
  const isTurned = start.value > end.value
  const choose = (event: Event): void => {
    event.preventDefault()
    if (!isTurned && start.value !== '' && end.value !== '') onChoose({ start: start.value, end: end.value })
  }
  return (
    <form class="dates" onSubmit={choose}>
      <label for={`${id}-start`}>From</label>
      <input
        id={`${id}-start`}
        class="input"
        type="date"
        max={today}
        required
        value={start.value}
        onInput={(event) => {
          start.value = event.currentTarget.value
        }}
      />
      <label for={`${id}-end`}>to</label>
      <input
        id={`${id}-end`}
        class="input"
        type="date"
        max={today}
        required
        value={end.value}
        aria-invalid={isTurned}
        aria-describedby={isTurned ? `${id}-fault` : undefined}
        onInput={(event) => {
          end.value = event.currentTarget.value
        }}
      />
      <button type="submit" class="button">
        Show
      </button>
      {isTurned && (
        <p class="fault" id={`${id}-fault`}>
          This ends before it begins.
        </p>
      )}
    </form>
  )
}

/** Chooses the time that is looked at; it stays in reach while what is below it moves. */
export const RangeBar = ({ window, onChoose }: Props) => {
  const isOpen = useSignal('start' in window)
  const chosen = isOpen.value || !('period' in window) ? 'range' : window.period
  return (
    <div class="range-bar">
      <Choices
        legend="Time"
        name="range"
        value={chosen}
        options={options}
        onChoose={(value) => {
          isOpen.value = value === 'range'
          if (value !== 'range') onChoose({ period: value })
        }}
      />
      {chosen === 'range' && <Dates key={JSON.stringify(window)} window={window} onChoose={onChoose} />}
    </div>
  )
}
