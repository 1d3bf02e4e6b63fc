/** The segment after `m=` by which the hiscores name each mode's board. */
const segments = {
  regular: 'hiscore_oldschool',
  ironman: 'hiscore_oldschool_ironman',
  hardcore_ironman: 'hiscore_oldschool_hardcore_ironman',
  ultimate_ironman: 'hiscore_oldschool_ultimate',
  deadman: 'hiscore_oldschool_deadman',
  leagues: 'hiscore_oldschool_seasonal',
  tournament: 'hiscore_oldschool_tournament',
  fresh_start: 'hiscore_oldschool_fresh_start',
  skiller_defence: 'hiscore_oldschool_skiller_defence',
  skiller: 'hiscore_oldschool_skiller',
} as const satisfies Record<string, string>

/** A way of playing that has a board of its own on the hiscores. */
export type Mode = keyof typeof segments

/** Every mode, for a schema to choose from. */
export const modes = Object.keys(segments) as [Mode, ...Mode[]]

/** The name of a mode's board in the hiscores' addresses, as in `hiscore_oldschool_ultimate`. */
export const boardOf = (mode: Mode): string => segments[mode]

const seasonal: ReadonlySet<Mode> = new Set<Mode>(['leagues', 'deadman', 'tournament'])

/** Boards that are emptied between seasons, and on which experience is multiplied. */
export const isSeasonal = (mode: Mode): boolean => seasonal.has(mode)
