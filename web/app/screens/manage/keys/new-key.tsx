import { useSignal } from '@preact/signals'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { Select } from '../../../parts/select.tsx'
import { isAdmin } from '../../../session.ts'
import { EndField } from '../end-field.tsx'

/** Makes a key, and hands it on to be shown once. */
export const NewKey = ({ onMade }: { onMade: (key: string) => void }) => {
  const name = useSignal('')
  const role = useSignal('viewer')
  const end = useSignal('')
  const { isBusy, failure, run } = useActing()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const expiresAt = end.value === '' ? undefined : end.value
    const isMade = await run(async () => {
      const body = { name: name.value.trim(), role: role.value, expiresAt }
      onMade((await ask('POST /auth/keys', { body })).key)
    }, 'The key is made and shown this once')
    if (isMade) name.value = ''
  }
  return (
    <form class="form card" aria-labelledby="new-key" onSubmit={(event) => void submit(event)}>
      <h2 id="new-key">A new key</h2>
      <Field
        label="What is it for?"
        required
        maxLength={50}
        value={name.value}
        hint="As in: sheet, bot, backup script."
        onInput={(value) => {
          name.value = value
        }}
      />
      {isAdmin.value && (
        <Select
          label="What may it do?"
          value={role.value}
          options={[
            { value: 'viewer', text: 'Read, and ask for fetches' },
            { value: 'admin', text: 'All that you may' },
          ]}
          onChoose={(value) => {
            role.value = value
          }}
        />
      )}
      <EndField
        value={end.value}
        onInput={(value) => {
          end.value = value
        }}
      />
      {failure.value && <Failed failure={failure.value} />}
      <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
        {isBusy.value ? 'Making …' : 'Make the key'}
      </button>
    </form>
  )
}
