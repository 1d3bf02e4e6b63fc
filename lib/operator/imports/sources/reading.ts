import type { Table } from '../../../../shared/dynamodb.ts'
import type { Spool } from '../spool.ts'

/** Where a history is read from, and what is to be known for it. */
export interface Reading {
  tracker: Table
  files: readonly string[]
  spool: Spool
  /** The player's name there. */
  name: string
  /** Where the API is, if it is elsewhere than usual. */
  url?: string
  /** Requests a minute, if the API allows others than usual. */
  perMinute?: number
  /** A key for the API. */
  apiKey?: string
  now: number
  /** Hears how many moments are there. */
  progress: (count: number) => void
}
