import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { Select } from '../../../parts/select.tsx'
import { type Event, eventWords } from '../../../words/webhooks.ts'
import { zone, zoneName } from '../../../zone.ts'
import { PlayerTicks } from '../player-ticks.tsx'

const all = Object.keys(eventWords) as Event[]

/** Makes a webhook; `onMade` is given its secret, where it has one. */
export const NewWebhook = ({ onMade }: { onMade: (secret: string | undefined) => void }) => {
  const kind = useSignal('discord')
  const url = useSignal('')
  const events = useSignal<readonly Event[]>(['level', 'milestone', 'goal'])
  const players = useSignal<readonly string[]>([])
  const when = useSignal('once')
  const digestAt = useSignal('08:30')
  const from = useSignal('22:00')
  const to = useSignal('07:00')
  const isUnchosen = useSignal(false)
  const { isBusy, failure, run } = useActing()

  const submit = async (submitted: globalThis.Event): Promise<void> => {
    submitted.preventDefault()
    isUnchosen.value = events.value.length === 0
    if (isUnchosen.value) return
    const tz = zone.value
    const body = {
      kind: kind.value,
      url: url.value.trim(),
      events: events.value,
      players: players.value.length > 0 ? players.value : null,
      digest: when.value === 'digest' ? { at: digestAt.value, tz } : null,
      quiet: when.value === 'quiet' ? { from: from.value, to: to.value, tz } : null,
    }
    const isMade = await run(async () => onMade((await ask('POST /webhooks', { body })).secret), 'The webhook is made')
    if (isMade) url.value = ''
  }
  const time = (label: string, signal: typeof from) => (
    <Field
      label={label}
      type="time"
      required
      value={signal.value}
      hint={`In ${zoneName(zone.value)}.`}
      onInput={(value) => {
        signal.value = value
      }}
    />
  )
  return (
    <form class="form card" aria-labelledby="new-webhook" onSubmit={(submitted) => void submit(submitted)}>
      <h2 id="new-webhook">A new webhook</h2>
      <Select
        label="Who is told?"
        value={kind.value}
        options={[
          { value: 'discord', text: 'A channel of Discord' },
          { value: 'json', text: 'A program, by signed JSON' },
        ]}
        onChoose={(value) => {
          kind.value = value
        }}
      />
      <Field
        label="Its URL"
        required
        value={url.value}
        hint={
          kind.value === 'discord'
            ? "From the channel's settings: Integrations, Webhooks, Copy webhook URL."
            : 'It begins with https://, and is on the public internet.'
        }
        onInput={(value) => {
          url.value = value
        }}
      />
      <fieldset>
        <legend>What is told?</legend>
        <div class="ticks">
          {all.map((event) => (
            <label key={event} class="check">
              <input
                type="checkbox"
                checked={events.value.includes(event)}
                onChange={() => {
                  isUnchosen.value = false
                  events.value = all.filter((each) => events.value.includes(each) !== (each === event))
                }}
              />
              {eventWords[event]}
            </label>
          ))}
        </div>
      </fieldset>
      <PlayerTicks
        chosen={players.value}
        onChange={(names) => {
          players.value = names
        }}
      >
        Of whom? Of all, unless you choose some.
      </PlayerTicks>
      <Select
        label="When?"
        value={when.value}
        options={[
          { value: 'once', text: 'At once' },
          { value: 'quiet', text: 'At once, but for quiet hours' },
          { value: 'digest', text: 'All together, once a day' },
        ]}
        onChoose={(value) => {
          when.value = value
        }}
      />
      {when.value === 'digest' && time('At what time?', digestAt)}
      {when.value === 'quiet' && (
        <>
          {time('Quiet from', from)}
          {time('Quiet until', to)}
        </>
      )}
      {isUnchosen.value && (
        <p class="fault" role="alert">
          Choose at least one thing to tell.
        </p>
      )}
      {failure.value && <Failed failure={failure.value} />}
      <div class="buttons">
        <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Adding …' : 'Add'}
        </button>
      </div>
    </form>
  )
}
