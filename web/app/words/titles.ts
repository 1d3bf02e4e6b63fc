const small = new Set(['of', 'the', 'and', 'in', 'to'])

/** A key as a title, where its name is not known: of `theatre_of_blood` `Theatre of Blood`. */
export const titleOf = (metric: string): string =>
  metric
    .split('_')
    .map((word, place) => (place > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ')

/** A board as a word: of `hardcore_ironman` `hardcore ironman`. */
export const boardName = (mode: string): string => mode.replaceAll('_', ' ')
