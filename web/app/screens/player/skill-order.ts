/** The skills as the game's own panel has them, row by row in three columns. */
const panel = [
  ['attack', 'hitpoints', 'mining'],
  ['strength', 'agility', 'smithing'],
  ['defence', 'herblore', 'fishing'],
  ['ranged', 'thieving', 'cooking'],
  ['prayer', 'crafting', 'firemaking'],
  ['magic', 'fletching', 'woodcutting'],
  ['runecraft', 'slayer', 'farming'],
  ['construction', 'hunter', 'sailing'],
].flat()

/** Names under which the hiscores have had a skill, and its place in the panel. */
const placeOf = (metric: string): number => {
  const place = panel.indexOf(metric === 'runecrafting' ? 'runecraft' : metric)
  return place === -1 ? panel.length : place
}

/** Skills in the panel's order; those that are newer than this page behind it, as they come. */
export const inPanelOrder = (skills: readonly string[]): string[] => [...skills].sort((a, b) => placeOf(a) - placeOf(b))
