import { Moment } from './moment.tsx'

/** When something was made and when it ends, in one line; `used` says more of it in between. */
export const Term = ({
  createdAt,
  expiresAt,
  used,
}: {
  createdAt: string
  expiresAt: string | null
  used?: string
}) => (
  <p class="small muted">
    Made <Moment at={createdAt} />, {used !== undefined && `${used}, `}
    {expiresAt === null ? (
      'without an end'
    ) : (
      <>
        good until <Moment at={expiresAt} />
      </>
    )}
  </p>
)
