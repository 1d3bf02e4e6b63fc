import { setTimeout as sleep } from 'node:timers/promises'
import { retryAfterMs } from '../../../../shared/hiscores/retry-after.ts'
import { ImportError } from '../../reasons.ts'

/** What another tracker's API has answered. */
export interface Answer {
  status: number
  text: string
}

interface Asked {
  /** As in `Wise Old Man`. */
  title: string
  perMinute: number
  headers?: Record<string, string>
}

// A page of two megabytes comes from a server that looks it up first.
const timeoutMs = 60_000

// So often in a row nobody answers, or says that it is too much.
const mostTries = 5

const goesOn = 'The same command goes on where this one has ended.'

/** Seconds until a server wants to be asked again, by what it says in its headers; a minute where it says nothing. */
const waitMs = ({ headers }: Response, now: number): number => {
  const said = retryAfterMs(headers.get('retry-after') ?? headers.get('ratelimit-reset') ?? undefined, now)
  return said ?? 60_000
}

/** Asks an API no faster than it allows, and waits where it says so. Throws `ImportError` when it does not answer. */
export const asker = ({ title, perMinute, headers = {} }: Asked) => {
  const intervalMs = 60_000 / perMinute
  let next = 0
  return async (url: URL): Promise<Answer> => {
    for (let tries = 1; ; tries++) {
      const wait = next - Date.now()
      if (wait > 0) await sleep(wait)
      next = Date.now() + intervalMs
      const isLast = tries === mostTries
      let response: Response
      try {
        response = await fetch(url, {
          headers: { accept: 'application/json', 'user-agent': 'hiscore-ledger import', ...headers },
          signal: AbortSignal.timeout(timeoutMs),
        })
        if (response.status !== 429 && response.status < 500)
          return { status: response.status, text: await response.text() }
      } catch (error) {
        const { cause, message } = error as Error & { cause?: Error }
        if (isLast) throw new ImportError(`${title} cannot be reached: ${cause?.message || message}. ${goesOn}`)
        next = Math.max(next, Date.now() + intervalMs * tries)
        continue
      }
      await response.body?.cancel()
      if (isLast) throw new ImportError(`${title} answers ${response.status} again and again. ${goesOn}`)
      next = Math.max(next, Date.now() + (response.status === 429 ? waitMs(response, Date.now()) : intervalMs * tries))
    }
  }
}

/** An answer's JSON. Throws `ImportError` when it is none. */
export const jsonOf = (title: string, { status, text }: Answer): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new ImportError(`${title} has answered ${status} with something else than JSON. ${goesOn}`)
  }
}
