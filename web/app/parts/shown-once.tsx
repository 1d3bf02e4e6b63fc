import { useSignal } from '@preact/signals'
import { announce } from '../announce.ts'

interface Props {
  /** What it is, as in `The key`. */
  what: string
  secret: string
  hide: () => void
}

/** A secret that was just made and that nobody can see again. */
export const ShownOnce = ({ what, secret, hide }: Props) => {
  const isCopied = useSignal(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret)
    isCopied.value = true
    announce('Copied')
  }
  return (
    <div class="notice good">
      <p>
        <strong>{what} is shown this once.</strong> Copy it now.
      </p>
      <code class="secret">{secret}</code>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void copy().catch(() => undefined)}>
          {isCopied.value ? 'Copied' : 'Copy'}
        </button>
        <button type="button" class="button" onClick={hide}>
          I have it
        </button>
      </div>
    </div>
  )
}
