import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { EndField } from '../end-field.tsx'
import { PlayerTicks } from '../player-ticks.tsx'

/** Makes a link to some characters, and hands it on to be shown once. */
export const NewLink = ({ onMade }: { onMade: (url: string) => void }) => {
  const chosen = useSignal<readonly string[]>([])
  const end = useSignal('')
  const isUnchosen = useSignal(false)
  const { isBusy, failure, run } = useActing()

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    isUnchosen.value = chosen.value.length === 0
    if (isUnchosen.value) return
    const body = { players: chosen.value, ...(end.value !== '' && { expiresAt: end.value }) }
    const isMade = await run(
      async () => onMade((await ask('POST /links', { body })).url),
      'The link is made and shown this once',
    )
    if (isMade) chosen.value = []
  }
  return (
    <form class="form card" aria-labelledby="new-link" onSubmit={(event) => void submit(event)}>
      <h2 id="new-link">A new link</h2>
      <PlayerTicks
        chosen={chosen.value}
        onChange={(names) => {
          isUnchosen.value = false
          chosen.value = names
        }}
      >
        Which characters does it show?
      </PlayerTicks>
      <EndField
        value={end.value}
        onInput={(value) => {
          end.value = value
        }}
      />
      {isUnchosen.value && (
        <p class="fault" role="alert">
          Choose at least one character.
        </p>
      )}
      {failure.value && <Failed failure={failure.value} />}
      <div class="buttons">
        <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Making …' : 'Make the link'}
        </button>
      </div>
    </form>
  )
}
