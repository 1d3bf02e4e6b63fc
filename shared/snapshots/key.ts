/** The partition that holds everything about a player, by the player's key (its canonical name). */
export const playerPK = (key: string): string => `PLAYER#${key}`

/** The player's key in a partition key. */
export const keyOfPK = (pk: string): string => pk.slice('PLAYER#'.length)
