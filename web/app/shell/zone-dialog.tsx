import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { announce } from '../announce.ts'
import { Dialog } from '../parts/dialog.tsx'
import { chooseZone, isZone, zone, zoneName, zoneOfBrowser, zonesKnown } from '../zone.ts'

/** Asks in which zone days are to begin. */
export const ZoneDialog = ({ close }: { close: () => void }) => {
  const id = useId()
  const written = useSignal(zone.value)
  const fault = useSignal(false)
  const choose = (name: string): void => {
    chooseZone(name)
    announce(`Days begin at midnight in ${zoneName(name)}`)
    close()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    const name = written.value.trim().replaceAll(' ', '_')
    if (name !== '' && isZone(name)) choose(name)
    else fault.value = true
  }
  return (
    <Dialog title="Time zone" close={close}>
      <form onSubmit={submit}>
        <div class="field">
          <label for={id}>Days begin at midnight in</label>
          <input
            id={id}
            class="input"
            list={`${id}-zones`}
            autocomplete="off"
            spellcheck={false}
            value={written.value}
            aria-invalid={fault.value}
            aria-describedby={`${id}-hint`}
            onInput={(event) => {
              written.value = event.currentTarget.value
              fault.value = false
            }}
          />
          <datalist id={`${id}-zones`}>
            {zonesKnown().map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <p class={fault.value ? 'fault' : 'hint'} id={`${id}-hint`}>
            {fault.value ? 'There is no such time zone. ' : ''}A name such as Europe/Berlin or America/New_York. This
            browser remembers it.
          </p>
        </div>
        <div class="buttons">
          <button type="submit" class="button main-act">
            Use it
          </button>
          <button type="button" class="button" onClick={() => choose(zoneOfBrowser)}>
            This device’s: {zoneName(zoneOfBrowser)}
          </button>
          <button type="button" class="button quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
