import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { sameName } from '../../today/same-name.ts'
import { EndField } from '../end-field.tsx'
import { useAllPlayers } from '../players/all-players.ts'

/** Makes a link to some characters, and hands it on to be shown once. */
export const NewLink = ({ onMade }: { onMade: (url: string) => void }) => {
  const { players, failure: listFailure, reload } = useAllPlayers()
  const chosen = useSignal<readonly string[]>([])
  const sought = useSignal('')
  const end = useSignal('')
  const isUnchosen = useSignal(false)
  const { isBusy, failure, run } = useActing()

  const toggle = (name: string): void => {
    isUnchosen.value = false
    chosen.value = chosen.value.includes(name) ? chosen.value.filter((each) => each !== name) : [...chosen.value, name]
  }
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
  const all = players.value ?? []
  return (
    <form class="form card" aria-labelledby="new-link" onSubmit={(event) => void submit(event)}>
      <h2 id="new-link">A new link</h2>
      {listFailure.value && <Failed failure={listFailure.value} retry={reload} />}
      {!players.value && !listFailure.value && <Waiting what="the characters" />}
      {all.length > 12 && (
        <Field
          label="Find a character"
          type="search"
          value={sought.value}
          onInput={(value) => {
            sought.value = value
          }}
        />
      )}
      <fieldset>
        <legend>
          Which characters does it show? <span class="muted">{chosen.value.length} chosen</span>
        </legend>
        <div class="ticks">
          {all
            .map(({ username }) => username)
            .filter((name) => sameName(name, sought.value))
            .map((name) => (
              <label key={name} class="check">
                <input type="checkbox" checked={chosen.value.includes(name)} onChange={() => toggle(name)} />
                {name}
              </label>
            ))}
        </div>
      </fieldset>
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
