import type { InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string
  /** What is wrong with what was put in. */
  fault?: string | undefined
}

/** One line to write into, with its name, what it takes, and what is wrong with it. */
export const Field = ({ label, hint, fault, ...input }: Props) => {
  const id = useId()
  const about = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...input}
        id={id}
        class="input"
        aria-invalid={fault !== undefined}
        {...(about !== '' && { 'aria-describedby': about })}
      />
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}
