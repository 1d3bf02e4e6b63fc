import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { asFailure } from '../../../answers.ts'
import { ask } from '../../../client.ts'
import type { Answer } from '../../../contract.ts'
import type { Failure } from '../../../failure.ts'

/** A character as the API shows it. */
export type Player = Answer<'GET /players/{username}'>

interface All {
  /** Undefined until the first page has come. */
  players: Signal<readonly Player[] | undefined>
  failure: Signal<Failure | undefined>
  reload: () => Promise<void>
  /** Takes one away that is removed, before all are asked for again. */
  forget: (username: string) => void
}

/** All characters, page after page. */
export const useAllPlayers = (): All => {
  const players = useSignal<readonly Player[] | undefined>(undefined)
  const isWhole = useRef(false)
  const failure = useSignal<Failure | undefined>(undefined)
  const latest = useRef(0)
  const reload = async (): Promise<void> => {
    const mine = ++latest.current
    failure.value = undefined
    let found: readonly Player[] = []
    let cursor: string | undefined
    try {
      do {
        const page: Answer<'GET /players'> = await ask('GET /players', { query: { limit: 100, cursor } })
        if (mine !== latest.current) return
        found = [...found, ...page.players]
        cursor = page.nextCursor ?? undefined
        // While it is asked anew, what is shown stays until all have come.
        if (!isWhole.current || cursor === undefined) players.value = found
      } while (cursor !== undefined)
      isWhole.current = true
    } catch (error) {
      if (mine === latest.current) failure.value = asFailure(error)
    }
  }
  useEffect(() => {
    void reload()
    return () => {
      latest.current++
    }
  }, [])
  const forget = (username: string): void => {
    players.value = players.peek()?.filter((player) => player.username !== username)
  }
  return { players, failure, reload, forget }
}
