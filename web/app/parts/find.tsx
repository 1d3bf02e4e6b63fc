import { useSignal } from '@preact/signals'
import { afterPicture } from '../after-picture.ts'
import { Field } from './field.tsx'

interface Props {
  label: string
  onFind: (written: string) => void
}

/** Asks for a part of a name. What is written stands there at once, and what is found follows. */
export const Find = ({ label, onFind }: Props) => {
  const written = useSignal('')
  return (
    <Field
      label={label}
      type="search"
      value={written.value}
      onInput={(value) => {
        written.value = value
        afterPicture(() => onFind(written.peek()))
      }}
    />
  )
}
