import { setTimeout as after } from 'node:timers/promises'
import { longKey } from './versions.ts'

/** What is asked of both versions. */
export interface Question {
  name: string
  /** The most that it may take of the older version's time. */
  aim: number
  /** How often it is asked; as often as all others where nothing is said. */
  rounds?: number
  /** Asks it, the `round`th time, and waits for the whole answer. */
  ask: (send: Send, round: number) => Promise<unknown>
}

/** Sends a request; the answer's JSON. Throws for an error. */
export type Send = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Record<string, unknown>>

const get =
  (path: string): Question['ask'] =>
  (send) =>
    send('GET', path)

const everyPage: Question['ask'] = async (send) => {
  let cursor: unknown
  do {
    const page = await send('GET', `/players?limit=100${cursor ? `&cursor=${cursor}` : ''}`)
    cursor = page.nextCursor
  } while (cursor)
}

/** Those that are fetched: they are added by the versions themselves, and gain something every ten seconds. */
export const fetched = Array.from({ length: 8 }, (_, index) => `sim_${2_000 + 10 * index}`)

const fetchAlone: Question['ask'] = async (send, round) => {
  const path = `/players/${fetched[round % fetched.length]}`
  const { taskId } = await send('POST', `${path}/fetch`)
  for (;;) {
    const { status } = await send('GET', `${path}/tasks/${taskId}`)
    if (status === 'succeeded') return
    if (status === 'failed') throw new Error(`the fetch of ${path} failed`)
    await after(10)
  }
}

const long = `/players/${longKey}`

export const questions: Question[] = [
  { name: 'statistics of a long history', aim: 0.7, ask: get(`${long}/stats`) },
  { name: 'who am I', aim: 0.7, ask: get('/auth/me') },
  { name: 'gains of a week', aim: 0.6, ask: get(`${long}/history?days=7`) },
  { name: 'a skill over thirty days', aim: 0.3, ask: get(`${long}/history/mining?days=30&points=200`) },
  { name: 'a skill over a year', aim: 1, ask: get(`${long}/history/mining?days=365&points=200`) },
  { name: 'a page of 100 players', aim: 0.4, ask: get('/players?limit=100') },
  { name: 'all players', aim: 0.3, ask: everyPage },
  { name: 'leaderboard by value', aim: 0.15, ask: get('/leaderboard?metric=overall') },
  { name: 'leaderboard by gain', aim: 0.15, ask: get('/leaderboard?metric=overall&period=week') },
  { name: 'records', aim: 0.05, rounds: 9, ask: get(`${long}/records`) },
  { name: 'a fetch stored alone', aim: 0.6, rounds: 15, ask: fetchAlone },
]
