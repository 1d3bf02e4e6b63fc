import { useSignal } from '@preact/signals'
import { slug } from '../router.ts'
import { chooseTheme, type Theme, theme } from '../theme.ts'
import { zone, zoneName } from '../zone.ts'
import { ZoneDialog } from './zone-dialog.tsx'

const themes: readonly { value: Theme; text: string }[] = [
  { value: 'auto', text: 'as the system' },
  { value: 'light', text: 'light' },
  { value: 'dark', text: 'dark' },
]

/** What stands below every screen: in which zone its days begin, and how it looks. */
export const Foot = () => {
  const isChoosing = useSignal(false)
  return (
    <footer class="foot">
      <span>
        Days begin at midnight in <strong>{zoneName(zone.value)}</strong>
      </span>
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          isChoosing.value = true
        }}
      >
        Other time zone
      </button>
      <label class="theme">
        Colours{' '}
        <select class="input" value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
          {themes.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {slug.value === undefined && <a href="/docs">The API</a>}
      {isChoosing.value && (
        <ZoneDialog
          close={() => {
            isChoosing.value = false
          }}
        />
      )}
    </footer>
  )
}
