import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { announce } from '../../../announce.ts'
import { ask } from '../../../client.ts'
import type { Answer } from '../../../contract.ts'
import { Confirm } from '../../../parts/confirm.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { eventWords, stateWords, whenWords } from '../../../words/webhooks.ts'

type Webhook = Answer<'GET /webhooks'>['webhooks'][number]

interface Props {
  webhook: Webhook
  onChanged: () => Promise<unknown>
}

/** One webhook: what it tells, how it does, and what can be done with it. */
export const WebhookRow = ({ webhook, onChanged }: Props) => {
  const { webhookId, kind, urlEnd, events, players, state, lastDeliveredAt } = webhook
  const isDeleting = useSignal(false)
  const { isBusy, failure, run } = useActing()
  const path = { webhookId }
  const name = `${kind === 'discord' ? 'Discord' : 'Program'} …${urlEnd}`
  const test = async (): Promise<void> => {
    await run(async () => {
      const { delivered, error } = await ask('POST /webhooks/{webhookId}/test', { path })
      announce(delivered ? 'The test was taken' : `The test was not taken: ${error}`)
    })
    await onChanged()
  }
  const isOn = state === 'active' || state === 'failing'
  const turn = async (): Promise<void> => {
    const body = { state: isOn ? 'paused' : 'active' }
    const done = isOn ? 'The webhook is paused' : 'The webhook is on again'
    if (await run(() => ask('PATCH /webhooks/{webhookId}', { path, body }), done)) await onChanged()
  }
  return (
    <li class="list-row">
      <div>
        <p>
          <strong>{name}</strong> {whenWords(webhook)}
        </p>
        <p class="small">
          {events.map((event) => eventWords[event].split(':')[0]).join('; ')}; of{' '}
          {players === null ? 'all characters' : players.join(', ')}
        </p>
        <p class={state === 'active' || state === 'paused' ? 'small muted' : 'small fault'}>
          {stateWords(webhook)}
          {lastDeliveredAt !== null && (
            <>
              , last told <Moment at={lastDeliveredAt} />
            </>
          )}
        </p>
        {failure.value && <Failed failure={failure.value} />}
      </div>
      <div class="buttons">
        <button
          type="button"
          class="button"
          aria-label={`Send a test to ${name}`}
          aria-disabled={isBusy.value}
          onClick={() => void test()}
        >
          {isBusy.value ? 'Just a moment …' : 'Send a test'}
        </button>
        <button
          type="button"
          class="button"
          aria-label={`${isOn ? 'Pause' : 'Switch on'} ${name}`}
          aria-disabled={isBusy.value}
          onClick={() => void turn()}
        >
          {isOn ? 'Pause' : 'Switch on'}
        </button>
        <button
          type="button"
          class="button danger"
          aria-label={`Delete ${name}`}
          onClick={() => {
            isDeleting.value = true
          }}
        >
          Delete
        </button>
      </div>
      {isDeleting.value && (
        <Confirm
          title={`Delete ${name}?`}
          verb="Delete"
          act={async () => {
            await ask('DELETE /webhooks/{webhookId}', { path })
            await onChanged()
          }}
          done="The webhook is deleted"
          close={() => {
            isDeleting.value = false
          }}
        >
          It tells nothing any more, and its URL is forgotten.
        </Confirm>
      )}
    </li>
  )
}
