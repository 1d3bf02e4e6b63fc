import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** How many of a list are to be drawn: a few at first, a few more after each picture, so that no touch waits for all of them. */
export const useGrowing = (count: number, step: number): number => {
  const drawn = useSignal(step)
  const isWhole = drawn.value >= count
  useEffect(() => {
    if (isWhole) return undefined
    const timer = setTimeout(() => {
      drawn.value += step
    })
    return () => clearTimeout(timer)
  }, [drawn.value, isWhole, step])
  return Math.min(count, drawn.value)
}
