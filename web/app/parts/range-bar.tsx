import { type Signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { now } from '../clock.ts'
import { dayOf } from '../time.ts'
import { periods, type Window } from '../window.ts'
import { zone } from '../zone.ts'
import { Choices } from './choices.tsx'

const options = [...periods, { value: 'range', text: 'Range' }] as const

interface Props {
  window: Window
  /** The first and the last moment that are shown, with which a range begins; today until they are known. */
  shown?: { start: string; end: string } | undefined
  onChoose: (window: Window) => void
}

/** A date of a window as its field has it: of a moment the local date. */
const dateIn = (text: string): string => (text.includes('T') ? dayOf(Date.parse(text), zone.value) : text)

// The hiscores have been there since 2013; nobody was tracked before.
const firstDate = '2013-01-01'

/** From one date to another, by the fields that a phone has for dates; both days are whole ones. */
const Dates = ({ window, shown, onChoose }: Props) => {
  const id = useId()
  const today = dayOf(now.value, zone.value)
  const given = 'start' in window ? window : shown
  const start = useSignal(given ? dateIn(given.start) : today)
  const end = useSignal(given ? dateIn(given.end) : today)
  const isTurned = start.value > end.value
  const choose = (): void => {
    if (start.value <= end.value) onChoose({ start: start.value, end: end.value })
  }
  const field = (name: 'start' | 'end', text: string, date: Signal<string>) => (
    <div class="date">
      <label for={`${id}-${name}`}>{text}</label>
      <input
        id={`${id}-${name}`}
        class="input"
        type="date"
        min={firstDate}
        max={today}
        required
        value={date.value}
        aria-invalid={isTurned}
        aria-describedby={isTurned ? `${id}-fault` : undefined}
        onChange={({ currentTarget }) => {
          // A year that is still being written is no date yet.
          if (!currentTarget.checkValidity() || currentTarget.value === date.value) return
          date.value = currentTarget.value
          choose()
        }}
      />
    </div>
  )
  return (
    <div class="dates">
      {field('start', 'From', start)}
      {field('end', 'to', end)}
      {isTurned && (
        <p class="fault" id={`${id}-fault`} role="alert">
          This ends before it begins.
        </p>
      )}
    </div>
  )
}

/** Chooses the time that is looked at; it stays in reach while what is below it moves. */
export const RangeBar = ({ window, shown, onChoose }: Props) => {
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
      {chosen === 'range' && <Dates window={window} shown={shown} onChoose={onChoose} />}
    </div>
  )
}
