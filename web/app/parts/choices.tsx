interface Props<T extends string> {
  /** What is chosen, for who listens. */
  legend: string
  name: string
  value: T
  options: readonly { value: T; text: string }[]
  onChoose: (value: T) => void
}

/** A row of choices of which one is taken. */
export const Choices = <T extends string>({ legend, name, value, options, onChoose }: Props<T>) => (
  <fieldset>
    <legend class="aside">{legend}</legend>
    <div class="choices">
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          {option.text}
        </label>
      ))}
    </div>
  </fieldset>
)
