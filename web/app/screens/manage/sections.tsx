import type { ComponentType } from 'preact'
import { Players } from './players/players.tsx'
import { Status } from './status.tsx'

/** A part of the screen, with an address of its own. */
export interface Section {
  name: string
  title: string
  forAdmins: boolean
  Content: ComponentType
}

export const sections: readonly Section[] = [
  { name: 'players', title: 'Characters', forAdmins: true, Content: Players },
  { name: 'status', title: 'Status', forAdmins: true, Content: Status },
]
