declare module 'dynalite' {
  import type { Server } from 'node:http'

  interface Options {
    /** A folder for LevelDB; in memory without it. */
    path?: string
    /** How long a new table stays in CREATING. */
    createTableMs?: number
  }

  const dynalite: (options?: Options) => Server
  export default dynalite
}
