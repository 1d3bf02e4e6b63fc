import type { InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  label: string
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'password' | 'search' | 'date' | 'number' | 'time' | 'datetime-local'
  name?: string
  autocomplete?: string
  required?: boolean
  readOnly?: boolean
  maxLength?: number
  min?: string
  max?: string
  step?: string
  hint?: string | undefined
  /** What is wrong with what was put in. */
  fault?: string | undefined
}

/** One line to write into, with its name, what it takes, and what is wrong with it. */
export const Field = ({ label, onInput, hint, fault, autocomplete = 'off', type = 'text', ...input }: Props) => {
  const id = useId()
  const about = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        // Its types know each kind of input apart, which here come as one.
        {...({ ...input, type } as InputHTMLAttributes<HTMLInputElement>)}
        id={id}
        class="input"
        autocomplete={autocomplete}
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={fault !== undefined}
        {...(about !== '' && { 'aria-describedby': about })}
        onInput={(event) => onInput(event.currentTarget.value)}
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
