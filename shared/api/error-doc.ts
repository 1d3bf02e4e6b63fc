import * as z from 'zod'
import { type ErrorCode, statusOf } from '../http/errors.ts'

/** What each error code means, for the contract. */
export const meaningOf: Readonly<Record<ErrorCode, string>> = {
  validation_failed: 'The request is not valid; `issues` has an entry for each fault, at most twenty.',
  invalid_credentials: 'The username or the password is wrong, or the current password.',
  invalid_token: 'The token or key is missing, not genuine, expired, used up, or of a session that has ended.',
  forbidden: 'This needs the role admin; or, about signing in, a session, for which no key will do.',
  cross_site: 'A page of another site cannot use the cookies of this one.',
  not_found: 'There is nothing at this path.',
  session_not_found: 'The user has no such session, or none any more.',
  player_not_found: 'The hiscores do not know this name.',
  player_not_tracked: 'No player of this name is tracked here.',
  task_not_found: 'There is no such task, or none any more.',
  snapshot_not_found: 'Nothing is stored of exactly that moment.',
  seam_not_found: 'There is no seam at exactly that moment.',
  review_not_found: 'Nothing of the player is under review.',
  link_not_found: 'There is no such link, or none any more.',
  goal_not_found: 'The player has no such goal.',
  webhook_not_found: 'There is no such webhook.',
  key_not_found: 'You have no such key, or none any more.',
  no_data: 'There is no snapshot from then or before.',
  method_not_allowed: 'The path does not take this method; `Allow` tells which it takes.',
  player_exists: 'A player of this name is tracked already.',
  player_inactive: 'The player is paused.',
  values_fell:
    'Some values are lower under the new name, so it seems to be somebody else; `issues` names them, at most twenty.',
  too_many_links: 'There are a hundred links already.',
  too_many_goals: 'The player has twenty goals already.',
  too_many_webhooks: 'There are twenty webhooks already.',
  too_many_keys: 'You have as many keys as a user may have.',
  too_many_players: 'More than 2,000 players are tracked, and all of them would have to be looked at.',
  payload_too_large: 'The body has more than 64 KB.',
  unsupported_media_type: 'The body is not declared as JSON, or it is compressed.',
  too_many_attempts: 'Too many wrong passwords; `Retry-After` tells when the next one is looked at.',
  too_many_requests:
    'The player was fetched on request thirty times within ten minutes; `Retry-After` tells when it may be again.',
  internal_error: 'Something went wrong here; the log knows it by its `requestId`.',
  upstream_unavailable: 'The hiscores do not answer; `Retry-After` tells when it is worth another try.',
  not_ready: 'Something that is needed cannot be reached; `issues` names it.',
}

const requestId = z.string().meta({ description: 'As in the header `x-request-id`.', examples: ['KtUfbjJIoAMEJ2g='] })

/** The one shape of every error. */
export const errorSchema = z.strictObject({
  code: z
    .enum(Object.keys(statusOf) as [ErrorCode, ...ErrorCode[]])
    .meta({ description: 'For programs: which error it is.' }),
  message: z.string().meta({ description: 'For people; its words may change.' }),
  requestId,
  issues: z
    .array(
      z.strictObject({
        path: z.string().meta({ description: 'Dotted; empty for the whole.' }),
        message: z.string().meta({ description: 'What is wrong there.' }),
      }),
    )
    .optional()
    .meta({ description: 'One entry for each fault, where there are some to name.' }),
})

/** An example of an error with this code. */
export const errorExample = (code: ErrorCode) => ({
  code,
  message: meaningOf[code].split(/[;.]/)[0],
  requestId: 'KtUfbjJIoAMEJ2g=',
  ...(code === 'validation_failed' && { issues: [{ path: 'username', message: 'has no letter or digit' }] }),
  ...(code === 'not_ready' && { issues: [{ path: 'tracker', message: 'cannot be reached' }] }),
})
