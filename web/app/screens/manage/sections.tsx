import type { ComponentType } from 'preact'
import { Account } from './account/account.tsx'
import { Activity } from './activity/activity.tsx'
import { Keys } from './keys/keys.tsx'
import { Links } from './links/links.tsx'
import { Players } from './players/players.tsx'
import { Status } from './status.tsx'
import { Webhooks } from './webhooks/webhooks.tsx'

/** A part of the screen, with an address of its own. */
export interface Section {
  name: string
  title: string
  forAdmins: boolean
  Content: ComponentType
}

export const sections: readonly Section[] = [
  { name: 'players', title: 'Characters', forAdmins: true, Content: Players },
  { name: 'links', title: 'Links', forAdmins: true, Content: Links },
  { name: 'webhooks', title: 'Webhooks', forAdmins: true, Content: Webhooks },
  { name: 'status', title: 'Status', forAdmins: true, Content: Status },
  { name: 'activity', title: 'Activity', forAdmins: true, Content: Activity },
  { name: 'account', title: 'Password and sessions', forAdmins: false, Content: Account },
  { name: 'keys', title: 'Keys', forAdmins: false, Content: Keys },
]
