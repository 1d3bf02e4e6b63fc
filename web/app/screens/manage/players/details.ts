import { hrefOf } from '../../../router.ts'

/** The address of what can be changed about a character. */
export const detailsOf = (username: string): string =>
  `${hrefOf({ screen: 'manage', section: 'players' })}?${new URLSearchParams({ player: username })}`
