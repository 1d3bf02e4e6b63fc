import { useId } from 'preact/hooks'

interface Props {
  label: string
  value: string
  options: readonly { value: string; text: string }[]
  onChoose: (value: string) => void
  hint?: string
}

/** One of many, by the list that the system has for that. */
export const Select = ({ label, value, options, onChoose, hint }: Props) => {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
