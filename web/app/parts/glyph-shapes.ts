// Lines in a square of 16, drawn for this page.
const ofSkills = {
  overall: 'M3 13V9M8 13V3M13 13V6M2 13.5h12',
  attack: 'M13 3 6 10M4 8l4 4M5.5 10.5 3 13M10.5 3H13v2.5',
  defence: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z',
  strength: 'M2 6v4M4 4.5v7M12 4.5v7M14 6v4M4 8h8',
  hitpoints: 'M8 13.5C4 10.5 2 8.5 2 6a3 3 0 0 1 6-1 3 3 0 0 1 6 1c0 2.5-2 4.5-6 7.5z',
  ranged: 'M4 2c6 1 9 4 10 10M4 2l10 10M2 14l7-7M2 11v3h3',
  prayer: 'M8 5a3 3 0 1 0 .01 0zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  magic: 'M8 2l1.5 4.5L14 8 9.5 9.5 8 14 6.5 9.5 2 8l4.5-1.5z',
  cooking: 'M2 7h12M3.5 7v4a2 2 0 0 0 2 2h5a2 2 0 0 0 2-2V7M6 4.5V3M10 4.5V3',
  woodcutting: 'M9 3 4 14M7.5 3.5c3-1.5 5 0 6 3-2 1-4 1-6.5.5',
  fletching: 'M3 13 13 3M9.5 3H13v3.5M3 10v3h3M5 8v3h3',
  fishing: 'M2 8c3-4.5 7-4.5 9.5 0C9 12.5 5 12.5 2 8zM11.5 8 14 5.5v5zM5 7.2v.1',
  firemaking: 'M8 2c0 3 4 4 4 8a4 4 0 0 1-8 0c0-2 1-3 2-4 0 1.5.5 2 1 2 1-1.5 0-3.5 1-6z',
  crafting: 'M13 3 6 10M6 10l-3 3M11 3h2v2M3 5h4M5 3v4',
  smithing: 'M2 5h9c0 2 1 3 3 3-1 1.5-3 2-5 2v3M5 13h6M7 10v3M2 5c.5 2.5 2.5 4 5 5',
  mining: 'M2 6c4-4 8-4 12 0M8 3.5V14',
  herblore: 'M3 13C3 6 7 3 13 3c0 6-3 10-10 10zM3 13l5.5-5.5',
  agility: 'M9 3.5h.1M6 6l3 0 2 3h2M9 6 7 10l2.5 1.5V14M7 10l-1.5 2H3',
  thieving: 'M2 6c2-1 4-1 6 .5C10 5 12 5 14 6c0 3-1.5 4.5-3.5 4.5C9 10.5 8.5 9 8 9s-1 1.5-2.5 1.5C3.5 10.5 2 9 2 6z',
  slayer: 'M4 10a5 5 0 1 1 8 0v1.5h-1.5V14h-5v-2.5H4zM6 7.5v.1M10 7.5v.1',
  farming: 'M8 14V7M8 8C8 5 6 4 3 4c0 3 2 4.5 5 4zM8 7c0-3 2-4.5 5-4.5 0 3-2 4.5-5 4.5z',
  runecraft: 'M8 2l6 6-6 6-6-6zM8 5v6M5.5 8h5',
  runecrafting: 'M8 2l6 6-6 6-6-6zM8 5v6M5.5 8h5',
  hunter: 'M8 9c-2 0-4 2-4 3.5S6 13.5 8 13.5s4 .5 4-1S10 9 8 9zM4 7.5V7M6.5 4.5V4M9.5 4.5V4M12 7.5V7',
  construction: 'M2 8l6-5 6 5M4 7v6.5h8V7M7 13.5V10h2v3.5',
  sailing: 'M8 2v8M8 3c3 1 4.5 3 5 6H8M2 11h12l-2 3H4z',
}

/** The shape of a metric, by its key; a row of the hiscores may be called `constructor`. */
export const shapes: ReadonlyMap<string, string> = new Map(Object.entries(ofSkills))
