/**
 * Everything that is written down when it has been done. None is ever taken out of this list: entries that name it are read for two
 * years.
 */
export const actions = [
  'player.add',
  'player.pause',
  'player.resume',
  'player.change',
  'player.rename',
  'player.merge',
  'player.swap',
  'player.remove',
  'snapshot.takeBack',
  'seam.add',
  'seam.remove',
  'review.accept',
  'review.refuse',
  'alias.set',
  'alias.remove',
  'key.create',
  'key.delete',
  'sessions.end',
  'password.change',
  'user.add',
  'user.role',
  'user.disable',
  'user.enable',
  'user.remove',
  'user.unlock',
  'signingKeys.renew',
  'link.create',
  'link.delete',
  'goal.set',
  'goal.delete',
  'webhook.create',
  'webhook.change',
  'webhook.delete',
  'backup.import',
  'history.import',
  'history.undo',
] as const

export type Action = (typeof actions)[number]
