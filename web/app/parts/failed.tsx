import { now } from '../clock.ts'
import type { Failure } from '../failure.ts'
import { explain } from '../words/explain.ts'

interface Props {
  failure: Failure
  /** Tries again; no button without it. */
  retry?: (() => unknown) | undefined
}

/** What went wrong and what to do about it. */
export const Failed = ({ failure, retry }: Props) => {
  const { title, advice, mayRetry, retry: again = 'Try again' } = explain(failure, now.value)
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{title}.</strong> {advice}
      </p>
      {failure.issues.length > 0 && (
        <ul class="small">
          {failure.issues.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{path === '' ? message : `${path} ${message}`}</li>
          ))}
        </ul>
      )}
      {mayRetry && retry && (
        <button type="button" class="button" onClick={() => void retry()}>
          {again}
        </button>
      )}
    </div>
  )
}
