import { dateRange } from '../../charts/dates.ts'
import type { Answer } from '../contract.ts'
import { zone } from '../zone.ts'
import { Moment } from './moment.tsx'

type Milestone = Answer<'GET /milestones'>['milestones'][number]

// Between two fetches of somebody who plays.
const soonMs = 2 * 3_600_000

/** When something was reached: as well as it is known. */
export const Reached = ({ after, by }: Pick<Milestone, 'after' | 'by'>) =>
  Date.parse(by) - Date.parse(after) <= soonMs ? (
    <Moment at={by} />
  ) : (
    <>between {dateRange(Date.parse(after), Date.parse(by), zone.value)}</>
  )
