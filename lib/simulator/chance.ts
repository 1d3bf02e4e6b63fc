/**
 * A number from 0 up to but not including 1 that looks like chance but is always the same for the same seed (FNV-1a, with a
 * last mix because seeds that differ only at their end would give neighbours).
 */
export const chance = (seed: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}
