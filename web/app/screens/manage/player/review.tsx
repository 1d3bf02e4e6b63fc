import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Moment } from '../../../parts/moment.tsx'

interface Props {
  username: string
  at: string
  onDone: () => unknown
}

/** Asks whether a rise counts that the time hardly allows. */
export const Review = ({ username, at, onDone }: Props) => {
  const { isBusy, failure, run } = useActing()
  const decide = async (accept: boolean): Promise<void> => {
    const decided = () => ask('POST /players/{username}/review', { path: { username }, body: { accept } })
    if (await run(decided, accept ? 'The rise counts' : 'The rise does not count')) await onDone()
  }
  return (
    <section class="notice" aria-labelledby="review">
      <h2 id="review">To be reviewed</h2>
      <p>
        On <Moment at={at} /> the values rose by more than the time allows, and the hiscores confirmed it. Until you
        decide it counts for no record and no board.
      </p>
      <div class="buttons">
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void decide(true)}>
          It is real: let it count
        </button>
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void decide(false)}>
          It is another character: part them here
        </button>
      </div>
      {failure.value && <Failed failure={failure.value} />}
    </section>
  )
}
