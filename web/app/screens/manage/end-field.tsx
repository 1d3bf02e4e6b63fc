import { now } from '../../clock.ts'
import { Field } from '../../parts/field.tsx'
import { dayOf } from '../../time.ts'
import { zone } from '../../zone.ts'

interface Props {
  value: string
  onInput: (value: string) => void
}

/** Asks for the day on which something ends; nothing is never. */
export const EndField = ({ value, onInput }: Props) => (
  <Field
    label="Good until (the day begins in UTC)"
    type="date"
    min={dayOf(now.value + 86_400_000, zone.value)}
    value={value}
    hint="Empty: until you end it."
    onInput={onInput}
  />
)
