import type { Answer } from '../../contract.ts'
import { span } from '../../time.ts'

type Status = Pick<
  Answer<'GET /system/status'>,
  'lastTickAt' | 'queues' | 'circuit' | 'players' | 'latenessSeconds' | 'at'
>

// The schedule runs every minute; players that are due wait for their turn.
const tickMs = 5 * 60_000
const lateSeconds = 3_600

/** What is wrong with the tracker, in sentences that say what follows; none when all is well. */
export const healthOf = (
  { at, lastTickAt, queues, circuit, players, latenessSeconds }: Status,
  now: number,
): string[] => {
  const troubles: (string | false)[] = [
    lastTickAt !== null &&
      Date.parse(at) - Date.parse(lastTickAt) > tickMs &&
      'The schedule has not run for more than five minutes: nothing is fetched by itself.',
    circuit.state !== 'closed' &&
      `The hiscores do not answer${
        circuit.pausedUntil === null
          ? ''
          : `; they are asked again in ${span(Math.max(0, Date.parse(circuit.pausedUntil) - now))}`
      }. Nothing is lost but the moments between.`,
    queues.deadLetters > 0 &&
      `${queues.deadLetters} fetches crashed again and again: docs/operations.md says what to do about dead letters.`,
    players.failing > 0 &&
      `${players.failing} ${players.failing === 1 ? 'character has' : 'characters have'} brought no good answer for more than a day. Look under Characters.`,
    latenessSeconds.p95 > lateSeconds &&
      `Fetches are late by up to ${span(latenessSeconds.max * 1000)}: there are more characters than the pace allows.`,
  ]
  return troubles.filter((trouble): trouble is string => trouble !== false)
}
