import { type Signal, useSignal } from '@preact/signals'
import { announce } from '../announce.ts'

interface Props {
  /** What it is, as in `The key`. */
  what: string
  /** Nothing is shown while there is none. */
  secret: Signal<string | undefined>
}

/** A secret that was just made and that nobody can see again. */
export const ShownOnce = ({ what, secret }: Props) => {
  const copied = useSignal<string | undefined>(undefined)
  const { value } = secret
  if (value === undefined) return null
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value)
    copied.value = value
    announce('Copied')
  }
  return (
    <div class="notice good">
      <p>
        <strong>{what} is shown this once.</strong> Copy it now.
      </p>
      <code class="secret">{value}</code>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void copy().catch(() => undefined)}>
          {copied.value === value ? 'Copied' : 'Copy'}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            secret.value = undefined
          }}
        >
          I have it
        </button>
      </div>
    </div>
  )
}
