import { useActing } from '../../acting.ts'
import type { Route } from '../../contract.ts'
import { download, type types } from '../../download.ts'
import { Failed } from '../../parts/failed.tsx'
import type { Asked } from '../../wire/urls.ts'

interface Props {
  /** What is in the file, for who listens. */
  what: string
  route: Route
  asked: Asked
  types: readonly (keyof typeof types)[]
  /** The file's name, without its ending. */
  name: string
}

/** Saves an answer as a file, in each of the types that it has. */
export const Download = ({ what, route, asked, types: offered, name }: Props) => {
  const { isBusy, failure, run } = useActing()
  return (
    <div class="download small">
      <span class="muted">Save {what} as</span>
      {offered.map((type) => (
        <button
          key={type}
          type="button"
          class="button quiet"
          aria-disabled={isBusy.value}
          onClick={() => void run(() => download(route, asked, type, name), `${what} is saved`)}
        >
          {type.toUpperCase()}
        </button>
      ))}
      {failure.value && <Failed failure={failure.value} />}
    </div>
  )
}
