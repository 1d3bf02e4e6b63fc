import { useSignal } from '@preact/signals'
import { useAnswer } from '../../../answers.ts'
import { Waiting } from '../../../parts/empty.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { NewWebhook } from './new-webhook.tsx'
import { WebhookRow } from './webhook-row.tsx'

/** Where news are told: channels of Discord, and programs. */
export const Webhooks = () => {
  const { known, reload } = useAnswer('GET /webhooks', {})
  const secret = useSignal<string | undefined>(undefined)
  const { answer, failure } = known.value
  return (
    <div class="stack">
      <p class="muted">
        A webhook tells a channel of Discord, or a program, what happens. Whoever has its URL can write there, so it is
        kept secret.
      </p>
      <NewWebhook
        onMade={(made) => {
          secret.value = made
          void reload()
        }}
      />
      <ShownOnce what="The secret, by which the program knows that a message is from here," secret={secret} />
      <section class="card stack" aria-labelledby="webhooks">
        <h2 id="webhooks">Webhooks</h2>
        {failure && <Failed failure={failure} retry={reload} />}
        {!answer && !failure && <Waiting what="the webhooks" />}
        {answer?.webhooks.length === 0 && <p>There is none.</p>}
        {answer && answer.webhooks.length > 0 && (
          <ul>
            {answer.webhooks.map((webhook) => (
              <WebhookRow key={webhook.webhookId} webhook={webhook} onChanged={reload} />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
