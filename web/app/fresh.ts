import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type Known, useAnswer } from './answers.ts'
import type { Answer, Route } from './contract.ts'
import type { Asked } from './wire/urls.ts'

/**
 * Asks a route as `useAnswer` does, and anew when `version` changes. What came before stays in sight until the answer to
 * another question is there.
 */
export const useFresh = <R extends Route>(
  route: R,
  asked: Asked | undefined,
  version: number,
): { known: Signal<Known<Answer<R>>>; reload: () => Promise<void> } => {
  const { known, reload } = useAnswer(route, asked, { keep: true })
  const seen = useRef(version)
  useEffect(() => {
    if (seen.current === version) return
    seen.current = version
    void reload()
  }, [version, reload])
  return { known, reload }
}
