import { ApiError, retryAfter } from '../http/errors.ts'

// A 401 names the scheme that would help (RFC 9110, section 11.6.1).
const challenge = { 'www-authenticate': 'Bearer' }

/** For a token that is missing, forged, expired, used up, or of a session that has ended; it does not say which. */
export const invalidToken = (): ApiError =>
  new ApiError('invalid_token', 'A valid token is needed.', { headers: challenge })

/** For a name and a password that do not belong together; it does not say which of them is wrong. */
export const invalidCredentials = (): ApiError =>
  new ApiError('invalid_credentials', 'The username or the password is wrong.', { headers: challenge })

/** For a current password that is wrong. */
export const invalidPassword = (): ApiError =>
  new ApiError('invalid_credentials', 'The current password is wrong.', { headers: challenge })

/** For a session that has ended, or that never was one of this user's. */
export const sessionNotFound = (): ApiError => new ApiError('session_not_found', 'There is no such session of yours.')

/** For a name that is locked for another `waitMs` milliseconds. */
export const tooManyAttempts = (waitMs: number): ApiError =>
  new ApiError('too_many_attempts', 'Too many wrong passwords. Try again later.', { headers: retryAfter(waitMs) })
