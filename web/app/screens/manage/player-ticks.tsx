import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Waiting } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Field } from '../../parts/field.tsx'
import { sameName } from '../today/same-name.ts'
import { useAllPlayers } from './players/all-players.ts'

interface Props {
  /** What is asked for. */
  children: ComponentChildren
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

/** Asks which characters are meant, with a tick for each. */
export const PlayerTicks = ({ children, chosen, onChange }: Props) => {
  const { players, failure, reload } = useAllPlayers()
  const sought = useSignal('')
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name])
  const all = players.value ?? []
  return (
    <>
      {failure.value && <Failed failure={failure.value} retry={reload} />}
      {!players.value && !failure.value && <Waiting what="the characters" />}
      {all.length > 12 && (
        <Field
          label="Find a character"
          type="search"
          value={sought.value}
          onInput={(value) => {
            sought.value = value
          }}
        />
      )}
      <fieldset>
        <legend>
          {children} <span class="muted">{chosen.length} chosen</span>
        </legend>
        <div class="ticks">
          {all
            .map(({ username }) => username)
            .filter((name) => sameName(name, sought.value))
            .map((name) => (
              <label key={name} class="check">
                <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
                {name}
              </label>
            ))}
        </div>
      </fieldset>
    </>
  )
}
