import type { Failure } from '../failure.ts'
import { span } from '../time.ts'

/** A failure in words: what happened, what to do, and whether trying again may help. */
export interface Explained {
  title: string
  advice: string
  mayRetry: boolean
  /** What the button says that tries again, where that is more than trying again. */
  retry?: string
}

const again = (failure: Failure, now: number): string =>
  failure.retryAt === undefined || failure.retryAt <= now
    ? 'Try again now'
    : `Try again in ${span(failure.retryAt - now)}`

const sentence = (text: string): string => {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}

/** Says what a failure means to whoever looks at the page. */
export const explain = (failure: Failure, now: number): Explained => {
  switch (failure.code) {
    case 'offline':
      return {
        title: 'You are offline',
        advice: 'What is shown may be old. It goes on when the network is back.',
        mayRetry: true,
      }
    case 'lost':
      return {
        title: 'No answer came',
        advice:
          'The tracker cannot be reached, or the answer was lost on its way. If you changed something, look whether it is done before you try again.',
        mayRetry: true,
      }
    case 'old':
      return {
        title: 'This page is older than the tracker',
        advice: 'It was updated since you opened this page. Load it anew to go on.',
        mayRetry: true,
        retry: 'Load the page anew',
      }
    case 'ended':
    case 'invalid_token':
      return { title: 'Your session has ended', advice: 'Sign in again to go on where you were.', mayRetry: false }
    case 'forbidden':
      return { title: 'This is for admins', advice: 'Ask an admin of this tracker to do it.', mayRetry: false }
    case 'invalid_credentials':
      return {
        title: 'That is not the right name and password',
        advice: 'Look at both and try again.',
        mayRetry: false,
      }
    case 'too_many_attempts':
      return { title: 'Too many attempts', advice: `${again(failure, now)}.`, mayRetry: true }
    case 'player_not_tracked':
      return {
        title: 'Nobody of this name is tracked',
        advice: 'An admin can add the character under Manage.',
        mayRetry: false,
      }
    case 'player_not_found':
      return {
        title: 'The hiscores do not know this name',
        advice: 'Look at its spelling. Characters below the ranking, or on another board, are not found.',
        mayRetry: false,
      }
    case 'player_exists':
      return { title: 'This name is tracked already', advice: 'Nothing was changed.', mayRetry: false }
    case 'player_inactive':
      return { title: 'This character is paused', advice: 'Resume it first; then it can be fetched.', mayRetry: false }
    case 'no_data':
      return {
        title: 'There is no data yet',
        advice: 'The first good answer of the hiscores will bring it.',
        mayRetry: true,
      }
    case 'upstream_unavailable':
      return {
        title: 'The hiscores do not answer',
        advice: `Nothing was changed. ${again(failure, now)}.`,
        mayRetry: true,
      }
    case 'not_ready':
    case 'internal_error':
    case 'unreadable':
      return {
        title: 'The tracker has a problem',
        advice: `${again(failure, now)}.${failure.requestId === undefined ? '' : ` An admin finds it in the log as ${failure.requestId}.`}`,
        mayRetry: true,
      }
    case 'not_found':
      return { title: 'This is not there', advice: 'The address is wrong, or the link has ended.', mayRetry: false }
    case 'validation_failed':
      return {
        title: 'That was refused',
        advice: failure.issues.length > 0 ? 'This is what is wrong with it.' : sentence(failure.message),
        mayRetry: false,
      }
    default:
      return { title: 'That was refused', advice: sentence(failure.message), mayRetry: false }
  }
}
