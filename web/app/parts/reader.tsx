import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'

interface Props {
  /** What is read, as in `Day`. */
  label: string
  /** How many things there are to look at, and which one is looked at; undefined: none. */
  count: number
  looked: Signal<number | undefined>
  /** What one of them says. */
  textOf: (index: number) => string
  /** The one at a place of the drawing, in its pixels; undefined where none is. */
  indexAt: (x: number, y: number) => number | undefined
  /** How far the arrows up and down go; those to the left and right go one. */
  rows?: { across: number; down: number }
  /** The drawing. */
  children: ComponentChildren
}

/**
 * A drawing that can be read value by value: under the pointer or a finger, and with the arrow keys, which tell each to who
 * listens.
 */
export const Reader = ({ label, count, looked, textOf, indexAt, rows, children }: Props) => {
  // There may be fewer than before.
  const index = looked.value === undefined ? undefined : Math.min(looked.value, count - 1)
  const onIndex = (next: number | undefined): void => {
    looked.value = next
  }
  const { across, down } = rows ?? { across: 1, down: -1 }
  const steps: Record<string, number> = { ArrowLeft: -across, ArrowRight: across, ArrowUp: -down, ArrowDown: down }
  const move = (event: KeyboardEvent): void => {
    const from = index ?? count - 1
    const to = { Home: 0, End: count - 1, PageUp: from - 10 * across, PageDown: from + 10 * across }[event.key]
    const step = steps[event.key]
    if (event.key === 'Escape') onIndex(undefined)
    else if (to !== undefined) onIndex(Math.min(count - 1, Math.max(0, to)))
    // The first arrow shows where one is.
    else if (step !== undefined) onIndex(index === undefined ? from : Math.min(count - 1, Math.max(0, from + step)))
    else return
    event.preventDefault()
  }
  const point = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const at = indexAt(event.clientX - left, event.clientY - top)
    if (at !== undefined && at !== index) onIndex(at)
  }
  return (
    <div class="reader">
      {children}
      {count > 0 && (
        <div
          class="reader-touch"
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={count - 1}
          aria-valuenow={index ?? count - 1}
          aria-valuetext={textOf(index ?? count - 1)}
          onKeyDown={move}
          onPointerDown={point}
          onPointerMove={point}
          onPointerLeave={(event) => event.pointerType === 'mouse' && onIndex(undefined)}
          onBlur={() => onIndex(undefined)}
        />
      )}
    </div>
  )
}
