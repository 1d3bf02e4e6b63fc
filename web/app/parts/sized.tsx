import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface Props {
  /** The least height, which is kept before the width is known. */
  height: number
  children: (width: number) => ComponentChildren
}

/** Draws something as wide as there is room for it. */
export const Sized = ({ height, children }: Props) => {
  const box = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return undefined
    // It is told before the next picture; to measure here would lay out the page once more.
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])
  return (
    <div ref={box} class="sized" style={{ minHeight: `${height}px` }}>
      {width.value > 0 && children(width.value)}
    </div>
  )
}
