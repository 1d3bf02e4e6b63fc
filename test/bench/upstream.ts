import type { Hiscores, HiscoresResult } from '../../shared/hiscores/client.ts'
import { type LieKind, lieAbout } from './lies.ts'
import { type Character, rowsAt } from './population.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './virtual-time.ts'

interface Period {
  from: number
  to: number
}

/** When the hiscores are not as they should be. */
export interface Faults {
  /** They are down. */
  outage: Period
  /** They ask for fewer requests now and then. */
  limits: Period
  /** They do not know somebody now and then, and nobody at all for a minute in every hour. */
  misses: Period
  /** One answer in five is a lie of some kind. */
  lies: Period
}

interface Watcher {
  /** A request arrives. */
  arrived: (character: Character, at: number) => void
  /** A request is answered with a failure. */
  failed: () => void
  /** An answer is sent that shows what a character had at a moment. */
  told: (character: Character, of: number) => void
  /** An answer is sent that is not true. */
  lied: (kind: LieKind) => void
}

const within = ({ from, to }: Period, at: number): boolean => at >= from && at < to

// What the client assumes when a 429 says nothing.
const unsaidRetryMs = 60_000

/** Hiscores whose characters gain as their model says, with their faults. */
export const virtualHiscores = (
  characters: ReadonlyMap<string, Character>,
  faults: Faults,
  { arrived, failed, told, lied }: Watcher,
  time: VirtualTime,
  random: Random,
): Pick<Hiscores, 'fetch'> => {
  const failure = async (at: number): Promise<HiscoresResult | undefined> => {
    if (within(faults.outage, at)) {
      const silent = random.oneIn(2)
      await time.sleep(silent ? 10_000 : 30)
      return { outcome: 'unavailable', reason: silent ? 'no whole answer within 10000 ms' : 'the request failed' }
    }
    if (within(faults.misses, at) && (at % 3_600_000 < 60_000 || random.oneIn(50))) {
      await time.sleep(40)
      return { outcome: 'not_found' }
    }
    if (within(faults.limits, at) && random.oneIn(25)) {
      await time.sleep(40)
      return { outcome: 'rate_limited', retryAfterMs: random.oneIn(2) ? random.between(1, 90) * 1_000 : unsaidRetryMs }
    }
    return undefined
  }
  const all = [...characters.values()]
  return {
    fetch: async (_mode, username) => {
      const character = characters.get(username)
      if (!character) throw new Error(`nobody is called ${username}`)
      await time.sleep(random.between(0, 5))
      const at = time.now()
      arrived(character, at)
      const result = await failure(at)
      if (result) {
        failed()
        return result
      }
      const lie = within(faults.lies, at) && random.oneIn(5) ? lieAbout(character, all, at, random) : undefined
      if (lie) lied(lie.kind)
      if (lie?.kind === 'missing') failed()
      await time.sleep(random.between(150, 700))
      if (!lie || lie.of !== undefined) told(character, lie?.of ?? at)
      return lie?.result ?? { outcome: 'found', answer: { name: character.name, ...rowsAt(character, at) } }
    },
  }
}
