import type { Answer } from '../contract.ts'

/** What was done, as the audit names it. */
type Action = Answer<'GET /audit'>['entries'][number]['action']

const verbs: Record<Action, string> = {
  'player.add': 'added',
  'player.pause': 'paused',
  'player.resume': 'resumed',
  'player.change': 'changed the settings of',
  'player.rename': 'renamed',
  'player.merge': 'merged',
  'player.swap': 'swapped the names of',
  'player.remove': 'removed',
  'snapshot.takeBack': 'took back a state of',
  'seam.add': 'set a seam in',
  'seam.remove': 'joined a seam of',
  'review.accept': 'accepted the rise of',
  'review.refuse': 'refused the rise of',
  'alias.set': 'gave a former name to',
  'alias.remove': 'took a former name from',
  'goal.set': 'set a goal for',
  'goal.delete': 'deleted a goal of',
  'key.create': 'made the key',
  'key.delete': 'ended the key',
  'sessions.end': 'ended sessions of',
  'password.change': 'changed the password of',
  'user.add': 'added the user',
  'user.role': 'changed the role of the user',
  'user.disable': 'locked out the user',
  'user.enable': 'let in again the user',
  'user.remove': 'removed the user',
  'user.unlock': 'unlocked the user',
  'signingKeys.renew': 'renewed the signing keys',
  'webhook.create': 'made the webhook',
  'webhook.change': 'changed the webhook',
  'webhook.delete': 'deleted the webhook',
  'link.create': 'made the link',
  'link.delete': 'ended the link',
  'backup.import': 'imported a backup',
  'history.import': 'imported a history',
  'history.undo': 'took an imported history out again',
}

/** What was done, as a verb between who and to whom: `added`. */
export const verbOf = (action: Action): string => verbs[action]
